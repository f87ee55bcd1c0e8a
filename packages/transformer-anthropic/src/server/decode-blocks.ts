// Content blocks of a request as parts. Blocks without a unified meaning travel as they are.
import type {
  AssistantPart,
  CacheMark,
  JsonValue,
  MediaSource,
  TextPart,
  ToolResultPart,
  UserPart,
  VendorData,
  VendorPart,
} from '@kit/core';
import { bytesToBase64, isRecord, type JsonRecord, stringOf } from '@kit/wire';
import { decodeCitations } from '../messages/citations.ts';
import { extrasOf } from '../messages/vendor-data.ts';
import { anthropicWire } from '../wire-names.ts';
import { unpackToken } from './packed-tokens.ts';
import { wrong } from './wrong.ts';

const origin = { wire: anthropicWire };

/** Members of a part beside its own: its cache mark, and what only this wire knows. */
function beside(block: JsonRecord, known: ReadonlySet<string>): { cache?: boolean | CacheMark; vendor?: VendorData } {
  const cache = cacheMark(block.cache_control);
  const extras = extrasOf(block, known);
  if (extras && cache !== undefined) delete extras.cache_control;
  const vendor = extras && Object.keys(extras).length > 0 ? { origin, data: extras } : undefined;
  return { ...(cache !== undefined && { cache }), ...(vendor && { vendor }) };
}

/** The mark, if it is one of those that have a unified form. */
export function cacheMark(control: unknown): boolean | CacheMark | undefined {
  if (!isRecord(control) || control.type !== 'ephemeral') return undefined;
  const { type: _type, ttl, ...more } = control;
  if (Object.keys(more).length > 0) return undefined;
  if (ttl === undefined || ttl === null) return true;
  return ttl === '5m' || ttl === '1h' ? { ttl } : undefined;
}

export function vendorPart(block: JsonRecord): VendorPart {
  return { type: 'vendor', vendor: { origin, data: block as JsonValue } };
}

const textFields: ReadonlySet<string> = new Set(['type', 'text']);
const imageFields: ReadonlySet<string> = new Set(['type', 'source']);
const documentFields: ReadonlySet<string> = new Set(['type', 'source', 'title', 'context', 'citations']);
const resultFields: ReadonlySet<string> = new Set(['type', 'tool_use_id', 'content', 'is_error']);
const thinkingFields: ReadonlySet<string> = new Set(['type', 'thinking']);
const callFields: ReadonlySet<string> = new Set(['type', 'id', 'name', 'input']);
const hostedCallFields: ReadonlySet<string> = new Set(['id', 'name', 'input']);
const hostedResultFields: ReadonlySet<string> = new Set(['tool_use_id', 'content']);

export function decodeTextBlock(block: JsonRecord, field: string): TextPart {
  if (typeof block.text !== 'string') throw wrong(`${field}.text`, 'Input should be a string');
  const citations = decodeCitations(block.citations);
  return { type: 'text', text: block.text, ...(citations.length > 0 && { citations }), ...beside(block, textFields) };
}

export function decodeUserBlock(block: JsonRecord, field: string): UserPart {
  switch (block.type) {
    case 'text':
      return decodeTextBlock(block, field);
    case 'image': {
      const source = decodeSource(block.source, field);
      return source ? { type: 'image', source, ...beside(block, imageFields) } : vendorPart(block);
    }
    case 'document':
      return decodeDocument(block, field);
    default:
      return vendorPart(block);
  }
}

function decodeDocument(block: JsonRecord, field: string): UserPart {
  const source = decodeSource(block.source, field);
  const { citations } = block;
  const enabled = isRecord(citations) ? citations.enabled : undefined;
  const plainCitations =
    citations === undefined ||
    citations === null ||
    (typeof enabled === 'boolean' && Object.keys(citations as JsonRecord).length === 1);
  if (!source || !plainCitations) return vendorPart(block);
  const name = stringOf(block.title);
  const context = stringOf(block.context);
  return {
    type: 'file',
    source,
    ...(name !== undefined && { name }),
    ...(context !== undefined && { context }),
    ...(typeof enabled === 'boolean' && { citations: enabled }),
    ...beside(block, documentFields),
  };
}

/** Undefined for kinds of sources that only this wire has (`content`). */
function decodeSource(source: unknown, field: string): MediaSource | undefined {
  if (!isRecord(source)) throw wrong(`${field}.source`, 'Field required');
  const { type, media_type: mediaType, data, url, file_id: fileId } = source;
  if (type === 'url' && typeof url === 'string') return { url };
  if (type === 'file' && typeof fileId === 'string') return { fileId };
  if (typeof data !== 'string') return undefined;
  if (type === 'base64' && typeof mediaType === 'string') return { data, mediaType };
  return type === 'text' ? { data: bytesToBase64(new TextEncoder().encode(data)), mediaType: 'text/plain' } : undefined;
}

export function decodeToolResult(
  block: JsonRecord,
  toolNames: ReadonlyMap<string, string>,
  field: string,
): ToolResultPart {
  const { tool_use_id: toolCallId, is_error: isError } = block;
  if (typeof toolCallId !== 'string') throw wrong(`${field}.tool_use_id`, 'Field required');
  const toolName = toolNames.get(toolCallId);
  return {
    type: 'tool-result',
    toolCallId,
    ...(toolName !== undefined && { toolName }),
    content: resultContent(block.content, field),
    ...(typeof isError === 'boolean' && { isError }),
    ...beside(block, resultFields),
  };
}

function resultContent(content: unknown, field: string): ToolResultPart['content'] {
  if (typeof content === 'string') return content;
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) throw wrong(`${field}.content`, 'Input should be a string or a list of content blocks');
  return content.map((block, at) => {
    const place = `${field}.content.${at}`;
    if (!isRecord(block)) throw wrong(place, 'Input should be an object');
    return decodeUserBlock(block, place);
  });
}

/** A block of an earlier answer. */
export function decodeAssistantBlock(block: JsonRecord, field: string): AssistantPart {
  const type = stringOf(block.type) ?? '';
  switch (type) {
    case 'text':
      return decodeTextBlock(block, field);
    case 'thinking':
      return decodeThinkingBlock(block, field);
    case 'redacted_thinking': {
      const packed = typeof block.data === 'string' ? unpackToken(block.data) : undefined;
      return packed ? { type: 'vendor', vendor: packed.vendor } : vendorPart(block);
    }
    case 'tool_use':
      return decodeToolUseBlock(block, field);
  }
  if (type.endsWith('_tool_use') && typeof block.id === 'string') {
    return {
      type: 'hosted-tool-call',
      id: block.id,
      name: stringOf(block.name) ?? type,
      input: (block.input ?? {}) as JsonValue,
      ...beside(block, hostedCallFields),
    };
  }
  if (type.endsWith('_tool_result') && typeof block.tool_use_id === 'string') {
    const value = (block.content ?? null) as JsonValue;
    return {
      type: 'tool-result',
      toolCallId: block.tool_use_id,
      content: [{ type: 'json', value }],
      hosted: true,
      ...beside(block, hostedResultFields),
    };
  }
  return vendorPart(block);
}

function decodeThinkingBlock(block: JsonRecord, field: string): AssistantPart {
  if (typeof block.thinking !== 'string') throw wrong(`${field}.thinking`, 'Input should be a string');
  const packed = typeof block.signature === 'string' ? unpackToken(block.signature) : undefined;
  const { signature, ...unsigned } = block;
  const own = packed ? { vendor: packed.vendor } : beside(signature === '' ? unsigned : block, thinkingFields);
  return { type: 'reasoning', text: block.thinking, ...own };
}

function decodeToolUseBlock(block: JsonRecord, field: string): AssistantPart {
  const { id, name, input = {} } = block;
  if (typeof id !== 'string') throw wrong(`${field}.id`, 'Field required');
  if (typeof name !== 'string') throw wrong(`${field}.name`, 'Field required');
  if (!isRecord(input)) throw wrong(`${field}.input`, 'Input should be an object');
  return {
    type: 'tool-call',
    id,
    name,
    arguments: JSON.stringify(input),
    input: input as JsonValue,
    ...beside(block, callFields),
  };
}
