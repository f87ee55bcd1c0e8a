// The conversation: leading system messages into `system`, tool results into user messages, the rest in turn.
import {
  type AssistantMessage,
  KitError,
  type Message,
  type SystemMessage,
  type ToolMessage,
  type UserMessage,
  type VendorData,
} from '@kit/core';
import { anthropicWire, type Block } from '../wire-names.ts';
import { encodeAssistantPart, encodeText, encodeToolResult, encodeUserPart } from './encode-parts.ts';
import type { MessageScope } from './message-scope.ts';
import { UserTurn } from './user-turn.ts';
import { membersOf } from './vendor-data.ts';

export interface EncodedMessages {
  readonly system?: string | Block[];
  readonly messages: Block[];
}

/** @throws KitError `unsupported` for media that cannot be sent, `invalid-request` when nothing is left to send. */
export function encodeMessages(messages: readonly Message[], scope: MessageScope): EncodedMessages {
  let first = messages.findIndex(({ role }) => role !== 'system');
  if (first < 0) first = messages.length;
  const system = encodeSystem(messages.slice(0, first) as readonly SystemMessage[], scope);
  const sent: Block[] = [];
  let turn = new UserTurn();
  for (let at = first; at < messages.length; at++) {
    const message = messages[at] as Message;
    if (message.role === 'assistant') {
      sent.push(...turn.messages());
      turn = new UserTurn();
      const encoded = encodeAssistant(message, scope, `messages[${at}]`);
      if (encoded) sent.push(encoded);
    } else addToTurn(turn, message, scope, `messages[${at}]`);
  }
  sent.push(...turn.messages());
  if (sent.length === 0) {
    throw new KitError('invalid-request', '`messages` must hold a message with content besides the system messages.', {
      field: 'messages',
    });
  }
  return { ...(system !== undefined && { system }), messages: sent };
}

function encodeSystem(messages: readonly SystemMessage[], scope: MessageScope): string | Block[] | undefined {
  const [only, ...more] = messages;
  if (only && more.length === 0 && typeof only.content === 'string')
    return only.content.trim() === '' ? undefined : only.content;
  const blocks = messages.flatMap(({ content }) => textBlocks(content, scope));
  // A list that was given empty stays one.
  return blocks.length > 0 || only?.content.length === 0 ? blocks : undefined;
}

function textBlocks(content: SystemMessage['content'], scope: MessageScope): Block[] {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return parts.map((part) => encodeText(part, scope)).filter((block) => block !== undefined);
}

function addToTurn(
  turn: UserTurn,
  message: Exclude<Message, AssistantMessage>,
  scope: MessageScope,
  field: string,
): void {
  const apart = isApart(message.vendor);
  if (message.role === 'tool') {
    turn.addResults(encodeResults(message, scope, field), apart);
    return;
  }
  const encoded = message.role === 'user' ? encodeUser(message, scope, field) : encodeLateSystem(message, scope);
  if (encoded) turn.addMessage(encoded, apart);
}

function encodeResults(message: ToolMessage, scope: MessageScope, field: string): Block[] {
  return message.content.map((part, at) => encodeToolResult(part, scope, `${field}.content[${at}]`));
}

function encodeUser(message: UserMessage, scope: MessageScope, field: string): Block | undefined {
  const { content, name } = message;
  if (name !== undefined)
    scope.notes.warn('messages.name', 'The wire has no names of participants; they were left out.');
  if (typeof content === 'string') return content.trim() === '' ? emptied(scope) : { role: 'user', content };
  const blocks = content
    .map((part, at) => encodeUserPart(part, scope, `${field}.content[${at}]`))
    .filter((block) => block !== undefined);
  return blocks.length > 0 ? { role: 'user', content: blocks } : emptied(scope);
}

function encodeAssistant(message: AssistantMessage, scope: MessageScope, field: string): Block | undefined {
  const { content, name } = message;
  if (name !== undefined)
    scope.notes.warn('messages.name', 'The wire has no names of participants; they were left out.');
  if (typeof content === 'string') return content.trim() === '' ? emptied(scope) : { role: 'assistant', content };
  const blocks = content
    .map((part, at) => encodeAssistantPart(part, scope, `${field}.content[${at}]`))
    .filter((block) => block !== undefined);
  return blocks.length > 0 ? { role: 'assistant', content: blocks } : emptied(scope);
}

function emptied(scope: MessageScope): undefined {
  scope.notes.warn('messages', 'A message without content was left out: the wire takes none.');
  return undefined;
}

/** Which models take a system message between others is not stated anywhere, so that it becomes the user's by default. */
function encodeLateSystem(message: SystemMessage, scope: MessageScope): Block | undefined {
  const asSystem = scope.dialect.lateSystem === 'system' || membersOf(wireData(message.vendor)).role === 'system';
  const blocks = textBlocks(message.content, scope);
  if (blocks.length === 0) return emptied(scope);
  if (!asSystem)
    scope.notes.warn('messages.role', 'A system message after the first messages was sent as a user message.');
  const content = typeof message.content === 'string' ? message.content : blocks;
  return { role: asSystem ? 'system' : 'user', content };
}

/** A message that stood apart from the tool results before it, in a request of this wire. */
const isApart = (vendor: VendorData | undefined): boolean => membersOf(wireData(vendor)).apart === true;
const wireData = (vendor: VendorData | undefined): VendorData | undefined =>
  vendor?.origin.wire === anthropicWire ? vendor : undefined;
