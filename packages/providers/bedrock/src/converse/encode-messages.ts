// The conversation in turns: user and assistant by turns, neighbours joined, system texts before.
import type { Message, SystemMessage, ToolMessage } from '@kit/core';
import { encodePart, encodeToolResult } from './encode-parts.ts';
import type { Block, Encoding } from './encoding.ts';

export interface EncodedMessages {
  readonly system: Block[];
  readonly messages: { readonly role: 'user' | 'assistant'; readonly content: Block[] }[];
}

export function encodeMessages(messages: readonly Message[], encoding: Encoding): EncodedMessages {
  const encoded: EncodedMessages = { system: [], messages: [] };
  for (const [index, message] of messages.entries()) {
    const at = `messages[${index}]`;
    if ('name' in message && message.name !== undefined)
      encoding.warnings.add(`${at}.name`, 'Messages cannot carry a name; left out.');
    if (message.role === 'system') {
      addSystem(message, at, encoded, encoding);
      continue;
    }
    const content = message.role === 'tool' ? resultsOf(message, at, encoding) : contentOf(message, at, encoding);
    addTurn(encoded, message.role === 'assistant' ? 'assistant' : 'user', content);
  }
  for (const turn of encoded.messages) if (turn.role === 'user') completeTurn(turn.content);
  trimAnswer(encoded);
  return encoded;
}

/** System texts stand before everything; one between messages becomes the user's, and so does every one where there are none. */
function addSystem(message: SystemMessage, at: string, encoded: EncodedMessages, encoding: Encoding): void {
  const content = contentOf(message, at, encoding);
  if (!encoding.rules.system) {
    encoding.warnings.add(at, `${encoding.rules.model} takes no system prompt; its words were given to the user.`);
    return addTurn(encoded, 'user', content);
  }
  if (encoded.messages.length === 0) {
    encoded.system.push(...content);
    return;
  }
  encoding.warnings.add(at, 'System messages stand before all others; this one was sent as the user’s.');
  addTurn(encoded, 'user', content);
}

function contentOf(message: Exclude<Message, ToolMessage>, at: string, encoding: Encoding): Block[] {
  if (typeof message.content === 'string') return encodePart({ type: 'text', text: message.content }, at, encoding);
  return message.content.flatMap((part, index) => encodePart(part, `${at}.content[${index}]`, encoding));
}

function resultsOf({ content }: ToolMessage, at: string, encoding: Encoding): Block[] {
  return content.flatMap((part, index) => {
    const feature = `${at}.content[${index}]`;
    const point = encoding.cachePoint(part.cache, `${feature}.cache`);
    return [...encodeToolResult(part, feature, encoding), ...(point ? [point] : [])];
  });
}

function addTurn({ messages }: EncodedMessages, role: 'user' | 'assistant', content: Block[]): void {
  if (content.length === 0) return;
  const last = messages.at(-1);
  if (last?.role === role) last.content.push(...content);
  else messages.push({ role, content });
}

/** Results come first in their turn, and a document needs a text beside it. */
function completeTurn(content: Block[]): void {
  const results = content.filter((block) => block.toolResult !== undefined);
  if (results.length > 0 && content[0]?.toolResult === undefined) {
    const others = content.filter((block) => block.toolResult === undefined);
    content.splice(0, content.length, ...results, ...others);
  }
  const hasDocument = content.some((block) => block.document !== undefined);
  if (hasDocument && !content.some((block) => block.text !== undefined)) content.unshift({ text: 'Documents:' });
}

/** The beginning of an answer must not end in white space. */
function trimAnswer({ messages }: EncodedMessages): void {
  const last = messages.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== 'assistant' || typeof block?.text !== 'string') return;
  last.content[last.content.length - 1] = { text: block.text.trimEnd() };
}
