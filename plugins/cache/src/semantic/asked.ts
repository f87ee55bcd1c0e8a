// What a request asks: the text of its last user message. All the rest has to be equal.
import type { ChatRequest, Message } from '@kit/core';

export interface Asked {
  readonly text: string;
  /** The request without the text. */
  readonly frame: unknown;
}

/** Undefined where meaning cannot be compared: the last message is not a user's, has media in it, or is too long. */
export function askedIn(request: ChatRequest, maxTextLength: number): Asked | undefined {
  const { messages } = request;
  const last = messages.at(-1);
  const text = last?.role === 'user' ? plainText(last) : undefined;
  if (text === undefined || text.trim() === '' || text.length > maxTextLength) return undefined;
  return { text, frame: { ...request, messages: [...messages.slice(0, -1), { ...last, content: null }] } };
}

function plainText({ content }: Message): string | undefined {
  if (typeof content === 'string') return content;
  const texts: string[] = [];
  for (const part of content) {
    if (part.type !== 'text' || part.vendor) return undefined;
    texts.push(part.text);
  }
  return texts.join('\n');
}
