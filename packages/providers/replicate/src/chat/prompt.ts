// Messages → the text that a model takes: the prompt, or messages where its schema has them.

import type { AssistantPart, JsonValue, MediaSource, Message, UserPart } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { unsupported } from '../request-checks.ts';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface Conversation {
  /** All system messages, joined. */
  readonly system: string | undefined;
  readonly turns: readonly Turn[];
  readonly images: readonly MediaSource[];
}

/** @throws KitError `unsupported` for tools, sounds and documents: an answer without them would be one to another question. */
export function conversationOf(messages: readonly Message[], warnings: WarningList): Conversation {
  const system: string[] = [];
  const turns: Turn[] = [];
  const images: MediaSource[] = [];
  for (const message of messages) {
    if (message.role === 'tool') throw unsupported('chat', 'messages', 'models of Replicate take no tool results.');
    if (message.role === 'system') {
      system.push(textOf(message.content, images, warnings));
      continue;
    }
    turns.push({ role: message.role, text: textOf(message.content, images, warnings) });
  }
  return { system: system.length > 0 ? system.join('\n\n') : undefined, turns, images };
}

function textOf(
  content: string | readonly (UserPart | AssistantPart)[],
  images: MediaSource[],
  warnings: WarningList,
): string {
  if (typeof content === 'string') return content;
  const texts: string[] = [];
  for (const part of content) {
    switch (part.type) {
      case 'text':
        texts.push(part.text);
        break;
      case 'image':
        images.push(part.source);
        if (part.detail !== undefined) warnings.add('image.detail', 'Models of Replicate choose it themselves.');
        break;
      case 'reasoning':
      case 'vendor':
        warnings.add(`messages.${part.type}`, 'It cannot be sent back to models of Replicate; it was left out.');
        break;
      default:
        throw unsupported('chat', 'messages', `models of Replicate take no ${part.type} in messages.`);
    }
  }
  return texts.join('\n');
}

/** One prompt of several turns, as a transcript that ends where the model is to go on. */
export function transcriptOf(turns: readonly Turn[]): string {
  const spoken = turns.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`);
  return [...spoken, ...(turns.at(-1)?.role === 'assistant' ? [] : ['Assistant:'])].join('\n\n');
}

export function messagesOf({ system, turns }: Conversation, withSystem: boolean): JsonValue {
  const head = withSystem && system !== undefined ? [{ role: 'system', content: system }] : [];
  return [...head, ...turns.map(({ role, text }) => ({ role, content: text }))];
}
