// Requests that need nothing but messages of text: what encodes them is smaller.
import type { AssistantMessage, ChatRequest, Message, SystemMessage, UserMessage } from '@kit/core';

/** A message whose content is a string, without opaque data. */
export type PlainMessage = (SystemMessage | UserMessage | AssistantMessage) & { readonly content: string };

export function isPlainMessage(message: Message): message is PlainMessage {
  return typeof message.content === 'string' && message.vendor === undefined;
}

/** Whether a request has nothing but plain messages and settings: no tools, no form of answer, no wish to think. */
export function isPlainRequest({ messages, tools, output, reasoning }: ChatRequest): boolean {
  return tools === undefined && output === undefined && reasoning === undefined && messages.every(isPlainMessage);
}
