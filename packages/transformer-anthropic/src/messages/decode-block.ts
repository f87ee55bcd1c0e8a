// A finished content block of an answer as a part. Blocks that mean nothing here are kept for replay.
import { type AssistantPart, type JsonValue, type Origin, parseToolArguments, type ToolCallPart } from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import type { Block } from '../wire-names.ts';
import type { AnswerState } from './answer-state.ts';
import { decodeCitations } from './citations.ts';
import { extrasOf, vendorDataOf } from './vendor-data.ts';

export interface BlockScope {
  readonly state: AnswerState;
  readonly origin: Origin;
  /** An id for calls that came without one. */
  newId(): string;
}

const textFields: ReadonlySet<string> = new Set(['type', 'text']);
const thinkingFields: ReadonlySet<string> = new Set(['type', 'thinking']);
const callFields: ReadonlySet<string> = new Set(['type', 'id', 'name', 'input']);
const hostedCallFields: ReadonlySet<string> = new Set(['id', 'name', 'input']);
const hostedResultFields: ReadonlySet<string> = new Set(['tool_use_id', 'content']);

/** The part, or undefined for a block without content (a text or a thought of nothing). */
export function decodeBlock(block: JsonRecord, scope: BlockScope): AssistantPart | undefined {
  const type = stringOf(block.type) ?? '';
  switch (type) {
    case 'text':
      return decodeText(block, scope);
    case 'thinking':
      return decodeThinking(block, scope);
    case 'tool_use':
      return decodeToolUse(block, scope);
  }
  if (type.endsWith('_tool_use') && typeof block.id === 'string') {
    return {
      type: 'hosted-tool-call',
      id: block.id,
      name: stringOf(block.name) ?? type,
      input: (block.input ?? {}) as JsonValue,
      ...opaque(block, hostedCallFields, scope),
    };
  }
  if (type.endsWith('_tool_result') && typeof block.tool_use_id === 'string') {
    return {
      type: 'tool-result',
      toolCallId: block.tool_use_id,
      ...decodeResultContent(block.content),
      hosted: true,
      ...opaque(block, hostedResultFields, scope),
    };
  }
  return { type: 'vendor', vendor: { origin: scope.origin, data: block as JsonValue } };
}

/** A JSON answer that the wire wanted in an object is taken out of it. */
function decodeText(block: JsonRecord, scope: BlockScope): AssistantPart | undefined {
  const said = stringOf(block.text) ?? '';
  const text = scope.state.unwrap && scope.state.answerTool === undefined ? scope.state.unwrap(said) : said;
  const citations = decodeCitations(block.citations);
  const vendor = textVendor(block, scope.origin);
  if (text === '' && citations.length === 0 && !vendor) return undefined;
  return { type: 'text', text, ...(citations.length > 0 && { citations }), ...(vendor && { vendor }) };
}

/** Citations go back with their text: those of searches carry tokens that only the vendor reads. */
export function textVendor(block: JsonRecord, origin: Origin) {
  const extras = extrasOf(block, textFields);
  if (extras && Array.isArray(extras.citations) && extras.citations.length === 0) delete extras.citations;
  return extras && Object.keys(extras).length > 0 ? vendorDataOf(extras, origin) : undefined;
}

function decodeThinking(block: JsonRecord, scope: BlockScope): AssistantPart | undefined {
  const text = stringOf(block.thinking) ?? '';
  const vendor = thinkingVendor(block, scope.origin);
  return text === '' && !vendor ? undefined : { type: 'reasoning', text, ...(vendor && { vendor }) };
}

/** The signature, without which thoughts cannot be sent back. Imitators send an empty one. */
export function thinkingVendor(block: JsonRecord, origin: Origin) {
  const extras = extrasOf(block, thinkingFields);
  if (extras?.signature === '') delete extras.signature;
  return extras && Object.keys(extras).length > 0 ? vendorDataOf(extras, origin) : undefined;
}

/** The call; for the tool that structured answers go through, the answer as text. */
function decodeToolUse(block: JsonRecord, scope: BlockScope): AssistantPart {
  const { state } = scope;
  const text = argumentsText(block.input);
  if (isAnswer(block, state)) return { type: 'text', text: state.unwrap ? state.unwrap(text) : text };
  return toolCallPart(block, text, scope);
}

export const isAnswer = (block: JsonRecord, state: AnswerState): boolean =>
  state.answerTool !== undefined && block.name === state.answerTool;

/** Input is an object; imitators also send the text of one, or nothing. */
function argumentsText(input: unknown): string {
  if (typeof input === 'string') return input.trim() === '' ? '{}' : input;
  return JSON.stringify(input ?? {});
}

export function toolCallPart(block: JsonRecord, text: string, scope: BlockScope): ToolCallPart {
  const name = stringOf(block.name) ?? '';
  return {
    type: 'tool-call',
    id: stringOf(block.id) || scope.newId(),
    name: scope.state.toolNames.get(name) ?? name,
    arguments: text,
    ...parseToolArguments(text),
    ...opaque(block, callFields, scope),
  };
}

function opaque(block: JsonRecord, known: ReadonlySet<string>, scope: BlockScope) {
  const vendor = vendorDataOf(extrasOf(block, known), scope.origin);
  return vendor && { vendor };
}

function decodeResultContent(content: unknown) {
  const value = (content ?? null) as JsonValue;
  const failed = isRecord(content) && typeof content.type === 'string' && content.type.endsWith('_error');
  return { content: [{ type: 'json' as const, value }], ...(failed && { isError: true }) };
}

/** A block under construction as a record of its own. */
export function copyOf(block: JsonRecord): Block {
  return { ...block } as Block;
}
