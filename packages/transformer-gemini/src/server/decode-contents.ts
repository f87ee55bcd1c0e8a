// `systemInstruction` and `contents` → messages.
import type { AssistantPart, JsonValue, Message, SystemMessage, ToolResultPart, UserPart, VendorData } from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import { stampWire } from '../chat/wire-data.ts';
import { type CallBook, callBook, decodeModelPart, decodeResult, decodeUserPart } from './decode-parts.ts';
import { invalid, listOf, recordAt } from './spelling.ts';

export function decodeContents(contents: unknown): Message[] {
  const list = listOf(contents);
  if (list.length === 0) throw invalid('contents', 'a non-empty list of contents');
  const book = callBook();
  const messages: Message[] = [];
  let before: string | undefined;
  for (const [at, item] of list.entries()) {
    const field = `contents[${at}]`;
    const content = recordAt(item, field);
    const role = roleOf(content, field);
    const parts = listOf(content.parts).map((part, index) => recordAt(part, `${field}.parts[${index}]`));
    // How it was cut into contents is kept where the encoder would cut it otherwise.
    const own = role === before || (before === undefined && role === 'model');
    messages.push(...marked(decodeContent(role, parts, book, field), own));
    before = role;
  }
  return messages;
}

function roleOf(content: JsonRecord, field: string): 'user' | 'model' {
  const role = content.role ?? 'user';
  if (role === 'model') return 'model';
  if (role === 'user' || role === 'function' || role === 'tool') return 'user';
  throw invalid(`${field}.role`, '"user" or "model"');
}

function marked(messages: readonly Message[], own: boolean): readonly Message[] {
  const [first, ...rest] = messages;
  return own && first ? [{ ...first, vendor: stampWire({ content: 'own' }) } as Message, ...rest] : messages;
}

function decodeContent(role: 'user' | 'model', parts: readonly JsonRecord[], book: CallBook, field: string): Message[] {
  if (role === 'model') {
    const content: AssistantPart[] = parts.map((part, at) => decodeModelPart(part, book, `${field}.parts[${at}]`));
    return content.length === 0 ? [] : [{ role: 'assistant', content: simplified(content) }];
  }
  const messages: Message[] = [];
  let results: ToolResultPart[] | undefined;
  let said: UserPart[] | undefined;
  for (const [at, part] of parts.entries()) {
    const place = `${field}.parts[${at}]`;
    if (part.functionResponse !== undefined) {
      if (!results) messages.push({ role: 'tool', content: (results = []) });
      results.push(decodeResult(part, book, place));
      said = undefined;
    } else {
      if (!said) messages.push({ role: 'user', content: (said = []) });
      said.push(decodeUserPart(part, place));
      results = undefined;
    }
  }
  return messages.map((message) =>
    message.role === 'user' ? { ...message, content: simplified(message.content as UserPart[]) } : message,
  );
}

/** A lone plain text is a string. */
function simplified<P extends { readonly type: string }>(parts: P[]): string | P[] {
  const [only] = parts as { type: string; text?: string; vendor?: unknown }[];
  return parts.length === 1 && only?.type === 'text' && only.vendor === undefined ? (only.text ?? '') : parts;
}

/** The system message, or (for parts that are no text, or say nothing) the field as it stands. */
export function decodeSystem(value: unknown): { message?: SystemMessage; asIs?: JsonValue } {
  if (value === undefined) return {};
  const content = typeof value === 'string' ? { parts: [{ text: value }] } : recordAt(value, 'systemInstruction');
  const parts = listOf(content.parts).map((part, at) => recordAt(part, `systemInstruction.parts[${at}]`));
  const texts = parts.map((part) => (Object.keys(part).length === 1 ? stringOf(part.text) : undefined));
  const said = texts.filter((text) => text !== undefined && text !== '');
  if (said.length === 0 || said.length !== texts.length) return { asIs: value as JsonValue };
  const vendor: { vendor?: VendorData } = isRecord(content.parts) ? { vendor: stampWire({ parts: 'object' }) } : {};
  const [only] = said as string[];
  if (said.length === 1 && only !== undefined) return { message: { role: 'system', content: only, ...vendor } };
  return {
    message: { role: 'system', content: (said as string[]).map((text) => ({ type: 'text', text })), ...vendor },
  };
}
