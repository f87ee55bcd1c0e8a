// Which conversation a call belongs to: the prefix that stays the same from turn to turn.
import { type Call, estimateTokens, type MediaSource, type Message } from '@kit/core';

/** Of a longer text its beginning, its end and its length are looked at: conversations differ there. */
const LOOKED_AT = 2_048;
/** About what a tool's description takes. */
const TOKENS_PER_TOOL = 100;

/**
 * A key for the conversation if staying at one target is worth it: the caller names one (`promptCache.key`,
 * `hints.conversation`), marks a prefix for the prompt cache, or the prefix is long enough to be cached.
 */
export function conversationKey({ request, context }: Call, minPrefixTokens: number): string | undefined {
  const { messages, tools, promptCache } = request as {
    readonly messages?: readonly Message[];
    readonly tools?: readonly unknown[];
    readonly promptCache?: { readonly key?: string };
  };
  const scope = `${context.tenant ?? ''}\n`;
  const named = context.hints?.conversation ?? promptCache?.key;
  if (typeof named === 'string') return `${scope}named\n${named}`;
  if (!messages) return undefined;
  const prefix = prefixOf(messages);
  const texts = prefix.flatMap(textsOf);
  const minTextTokens = minPrefixTokens - TOKENS_PER_TOOL * (tools?.length ?? 0);
  return isMarked(prefix) || isLong(texts, minTextTokens) ? scope + hash(texts) : undefined;
}

/** System messages and the first word of the user: what every later turn begins with, too. */
function prefixOf(messages: readonly Message[]): readonly Message[] {
  const user = messages.findIndex(({ role }) => role === 'user');
  return messages.slice(0, user < 0 ? messages.length : user + 1);
}

function isMarked(messages: readonly Message[]): boolean {
  return messages.some(
    ({ content }) => typeof content !== 'string' && content.some((part) => 'cache' in part && Boolean(part.cache)),
  );
}

function textsOf({ content }: Message): readonly string[] {
  if (typeof content === 'string') return [content];
  return content.map((part) => {
    if ('text' in part) return part.text;
    return 'source' in part ? sourceText(part.source) : part.type;
  });
}

/** Media by their name or their size: nobody reads megabytes for this. */
function sourceText(source: MediaSource): string {
  if ('url' in source) return source.url;
  return 'fileId' in source ? source.fileId : `${source.mediaType} ${source.data.length}`;
}

function isLong(texts: readonly string[], minTokens: number): boolean {
  let characters = 0;
  for (const text of texts) characters += text.length;
  // A character is a token at most.
  if (characters < minTokens) return false;
  let tokens = 0;
  for (const text of texts) {
    tokens += estimateTokens(text.slice(0, 4 * minTokens));
    if (tokens >= minTokens) return true;
  }
  return minTokens <= 0;
}

/** Two FNV-1a hashes side by side: they tell thousands of conversations apart, and a collision costs a cache hit. */
function hash(texts: readonly string[]): string {
  let one = 0x811c9dc5;
  let other = 0xcbf29ce4;
  const add = (text: string) => {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other ^ code, 0x01000193) ^ (one >>> 13);
    }
  };
  for (const text of texts) {
    add(`\n${text.length}\n`);
    if (text.length <= 2 * LOOKED_AT) add(text);
    else {
      add(text.slice(0, LOOKED_AT));
      add(text.slice(-LOOKED_AT));
    }
  }
  return `${(one >>> 0).toString(36)}.${(other >>> 0).toString(36)}`;
}
