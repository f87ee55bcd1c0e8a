// `system` and `messages` of a request as unified messages.
import type { AssistantPart, Message, SystemMessage, TextPart, ToolResultPart, UserPart } from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';
import { anthropicWire } from '../wire-names.ts';
import { decodeAssistantBlock, decodeTextBlock, decodeToolResult, decodeUserBlock } from './decode-blocks.ts';
import { unpackToken } from './packed-tokens.ts';
import { wrong } from './wrong.ts';

const origin = { wire: anthropicWire };

/** @throws KitError `invalid-request` with the place of what is wrong. */
export function decodeConversation(system: unknown, messages: unknown): Message[] {
  if (!Array.isArray(messages))
    throw wrong('messages', messages === undefined ? 'Field required' : 'Input should be a list');
  if (messages.length === 0) throw wrong('messages', 'at least one message is required');
  const conversation: Message[] = decodeSystem(system);
  const toolNames = new Map<string, string>();
  messages.forEach((message, at) => {
    const field = `messages.${at}`;
    if (!isRecord(message)) throw wrong(field, 'Input should be an object');
    decodeMessage(message, conversation, toolNames, field);
  });
  return conversation;
}

function decodeSystem(system: unknown): Message[] {
  if (system === undefined || system === null || system === '') return [];
  if (typeof system === 'string') return [{ role: 'system', content: system }];
  const blocks = blocksOf(system, 'system');
  return [{ role: 'system', content: blocks.map((block, at) => decodeTextBlock(block, `system.${at}`)) }];
}

function decodeMessage(
  { role, content }: JsonRecord,
  conversation: Message[],
  toolNames: Map<string, string>,
  field: string,
): void {
  switch (role) {
    case 'user':
      return decodeUser(content, conversation, toolNames, field);
    case 'assistant':
      conversation.push({
        role,
        content:
          typeof content === 'string'
            ? content
            : decodeAnswer(blocksOf(content, `${field}.content`), toolNames, `${field}.content`),
      });
      return;
    case 'system':
      conversation.push({ role, content: lateSystem(content, field), vendor: { origin, data: { role } } });
      return;
    default:
      throw wrong(`${field}.role`, "Input should be 'user' or 'assistant'");
  }
}

function lateSystem(content: unknown, field: string): SystemMessage['content'] {
  if (typeof content === 'string') return content;
  return blocksOf(content, `${field}.content`).map(
    (block, at): TextPart => decodeTextBlock(block, `${field}.content.${at}`),
  );
}

/** Tool results become a message of their own; what else the user says stands after them. */
function decodeUser(
  content: unknown,
  conversation: Message[],
  toolNames: ReadonlyMap<string, string>,
  field: string,
): void {
  // Encoding puts a turn's tool results together, and what is said behind them: what stood apart says so.
  const before = conversation.at(-1)?.role;
  const apart = { vendor: { origin, data: { apart: true } } };
  if (typeof content === 'string') {
    conversation.push({ role: 'user', content, ...(before === 'tool' && apart) });
    return;
  }
  const results: ToolResultPart[] = [];
  const parts: UserPart[] = [];
  blocksOf(content, `${field}.content`).forEach((block, at) => {
    const place = `${field}.content.${at}`;
    if (block.type === 'tool_result') results.push(decodeToolResult(block, toolNames, place));
    else parts.push(decodeUserBlock(block, place));
  });
  const resultsApart = before === 'tool' || before === 'user';
  if (results.length > 0) conversation.push({ role: 'tool', content: results, ...(resultsApart && apart) });
  if (parts.length > 0 || results.length === 0)
    conversation.push({ role: 'user', content: parts, ...(results.length === 0 && before === 'tool' && apart) });
}

function decodeAnswer(blocks: readonly JsonRecord[], toolNames: Map<string, string>, field: string): AssistantPart[] {
  const parts: AssistantPart[] = [];
  blocks.forEach((block, at) => {
    const packed =
      block.type === 'redacted_thinking' && typeof block.data === 'string' ? unpackToken(block.data) : undefined;
    const before = parts.at(-1);
    if (packed?.attach && before) {
      parts[parts.length - 1] = { ...before, vendor: packed.vendor };
      return;
    }
    const part = decodeAssistantBlock(block, `${field}.${at}`);
    if (part.type === 'tool-call') toolNames.set(part.id, part.name);
    parts.push(part);
  });
  return parts;
}

function blocksOf(content: unknown, field: string): readonly JsonRecord[] {
  if (!Array.isArray(content))
    throw wrong(
      field,
      content === undefined ? 'Field required' : 'Input should be a string or a list of content blocks',
    );
  content.forEach((block, at) => {
    if (!isRecord(block)) throw wrong(`${field}.${at}`, 'Input should be an object');
  });
  return content as readonly JsonRecord[];
}
