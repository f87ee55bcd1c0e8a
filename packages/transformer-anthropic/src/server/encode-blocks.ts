// Parts of an answer as content blocks.
import {
  type AssistantPart,
  type JsonValue,
  parseToolArguments,
  type ReasoningPart,
  type ToolCallPart,
  type VendorData,
} from '@kit/core';
import { isRecord } from '@kit/wire';
import { encodeCitation } from '../messages/citations.ts';
import { membersOf, setOwn } from '../messages/vendor-data.ts';
import { anthropicWire, type Block } from '../wire-names.ts';
import { packToken } from './packed-tokens.ts';

/** The blocks of one part: its own, and one that carries another vendor's token where it has none of its own for it. */
export function encodePart(part: AssistantPart): Block[] {
  switch (part.type) {
    case 'text': {
      if (part.text === '' && !part.citations && !part.vendor) return [];
      const citations = part.citations?.map(encodeCitation);
      const block: Block = { type: 'text', text: part.text, ...(citations && { citations }) };
      return [withOwn(block, part.vendor), ...carrier(part.vendor)];
    }
    case 'reasoning':
      return [encodeThinkingBlock(part)];
    case 'tool-call':
      return [withOwn(encodeToolUse(part), part.vendor), ...carrier(part.vendor)];
    case 'hosted-tool-call': {
      const own = ownMembers(part.vendor);
      // What another vendor's tools did is no concern of this wire's clients, and they could not replay it.
      return own ? [{ type: 'server_tool_use', id: part.id, name: part.name, input: part.input ?? {}, ...own }] : [];
    }
    case 'tool-result': {
      const own = ownMembers(part.vendor);
      return own ? [{ tool_use_id: part.toolCallId, content: resultValue(part.content), ...own }] : [];
    }
    case 'vendor':
      return [ownMembers(part.vendor) ?? { type: 'redacted_thinking', data: packToken(part.vendor) }];
    case 'image':
    case 'audio':
    case 'file':
      // Answers of this wire hold no media.
      return [];
  }
}

/** Input of a call: an object, also where the model wrote something else. */
export function encodeToolUse({ id, name, arguments: text, input }: ToolCallPart): Block {
  const parsed = input === undefined ? parseToolArguments(text) : { input };
  const value = 'input' in parsed ? parsed.input : { invalid_arguments: text };
  return { type: 'tool_use', id, name, input: isRecord(value) ? (value as JsonValue) : { value } };
}

function encodeThinkingBlock(part: ReasoningPart): Block {
  return withOwn({ type: 'thinking', thinking: part.text, signature: signatureOf(part.vendor) }, part.vendor);
}

/** The vendor's signature, or another vendor's token in its place: clients have to echo it. */
export function signatureOf(vendor: VendorData | undefined): string {
  if (!vendor) return '';
  const own = ownMembers(vendor);
  return own ? String(own.signature ?? '') : packToken(vendor);
}

/** Members that came over this wire. */
export function ownMembers(vendor: VendorData | undefined): Block | undefined {
  return vendor?.origin.wire === anthropicWire && isRecord(vendor.data) ? (membersOf(vendor) as Block) : undefined;
}

function withOwn(block: Block, vendor: VendorData | undefined): Block {
  const own = ownMembers(vendor);
  if (!own) return block;
  const whole = { ...block };
  for (const name in own) setOwn(whole, name, own[name]);
  return whole;
}

/** A block behind the part that brings another vendor's token back to it. */
export function carrier(vendor: VendorData | undefined): Block[] {
  return vendor && !ownMembers(vendor) ? [{ type: 'redacted_thinking', data: packToken(vendor, true) }] : [];
}

export function resultValue(content: Extract<AssistantPart, { type: 'tool-result' }>['content']): JsonValue {
  if (typeof content === 'string') return content;
  const [first] = content;
  return first?.type === 'json' ? first.value : (content as unknown as JsonValue);
}
