// Parts of messages as content blocks.
import type {
  AssistantPart,
  HostedToolCallPart,
  JsonValue,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
  VendorData,
  VendorPart,
} from '@kit/core';
import { isRecord, parseJson } from '@kit/wire';
import type { Block } from '../wire-names.ts';
import { encodeFile, encodeImage, unsupported } from './encode-media.ts';
import type { MessageScope } from './message-scope.ts';
import { mayReplay, membersOf, setOwn } from './vendor-data.ts';

/** A text block; undefined for text without a word, which the wire refuses. */
export function encodeText(part: TextPart, scope: MessageScope): Block | undefined {
  if (part.text.trim() === '') return undefined;
  return finished({ type: 'text', text: part.text }, part, scope);
}

export function encodeUserPart(part: UserPart, scope: MessageScope, field: string): Block | undefined {
  switch (part.type) {
    case 'text':
      return encodeText(part, scope);
    case 'image':
      return finished(encodeImage(part, scope, field), part, scope);
    case 'file':
      return finished(encodeFile(part, scope, field), part, scope);
    case 'audio':
      throw unsupported(field, 'audio is not taken');
    case 'vendor':
      return encodeVendorBlock(part, scope);
  }
}

export function encodeAssistantPart(part: AssistantPart, scope: MessageScope, field: string): Block | undefined {
  switch (part.type) {
    case 'text':
      return encodeText(part, scope);
    case 'reasoning':
      return encodeThinking(part, scope);
    case 'tool-call':
      return finished(encodeToolCall(part, scope, field), part, scope);
    case 'hosted-tool-call':
      return encodeHostedCall(part, scope);
    case 'tool-result':
      return encodeHostedResult(part, scope);
    case 'vendor':
      return encodeVendorBlock(part, scope);
    case 'image':
    case 'audio':
    case 'file':
      return leaveOut(scope, `${part.type} in an answer`, `Answers hold no ${part.type}s here; one in the history`);
  }
}

/** Thoughts go back as they came, signature included; without one the vendor refuses them. */
function encodeThinking(part: ReasoningPart, scope: MessageScope): Block | undefined {
  if (part.cache) scope.notes.warn('cache', 'Thoughts take no cache mark; it was left out.');
  const opaque =
    part.vendor && mayReplay(part.vendor.origin, scope.context, scope.dialect) ? membersOf(part.vendor) : undefined;
  const signed = typeof opaque?.signature === 'string';
  if (!signed && scope.dialect.unsignedThinking === 'drop') {
    return leaveOut(scope, 'reasoning', 'Thoughts without a signature that is valid here');
  }
  return merged({ type: 'thinking', thinking: part.text }, opaque);
}

function encodeToolCall(part: ToolCallPart, scope: MessageScope, field: string): Block {
  const input = part.input === undefined ? parseJson(part.arguments.trim() || '{}') : part.input;
  const call = { type: 'tool_use', id: scope.calls.sent(part.id), name: scope.tools.sent(part.name) };
  if (isRecord(input)) return { ...call, input: input as JsonValue };
  scope.notes.warn(`${field}.arguments`, 'The arguments of a call must be a JSON object; these were put into one.');
  return {
    ...call,
    input: input === undefined ? { invalid_arguments: part.arguments } : { value: input as JsonValue },
  };
}

/** A `tool_result` block for a user message. */
export function encodeToolResult(part: ToolResultPart, scope: MessageScope, field: string): Block {
  const { toolCallId, content, isError } = part;
  const encoded = typeof content === 'string' ? content : encodeResultParts(content, scope, field);
  const block: Block = {
    type: 'tool_result',
    tool_use_id: scope.calls.sent(toolCallId),
    ...((typeof encoded === 'string' || encoded.length > 0) && { content: encoded }),
    ...(isError !== undefined && { is_error: isError }),
  };
  return finished(block, part, scope);
}

function encodeResultParts(
  parts: Exclude<ToolResultPart['content'], string>,
  scope: MessageScope,
  field: string,
): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (!part) continue;
    const block =
      part.type === 'json'
        ? finished({ type: 'text', text: JSON.stringify(part.value) }, part, scope)
        : encodeUserPart(part, scope, `${field}.content[${at}]`);
    if (block) blocks.push(block);
  }
  return blocks;
}

/** A tool that the vendor ran; nothing but its own record of it can be sent back. */
function encodeHostedCall(
  { id, name, input, vendor, cache }: HostedToolCallPart,
  scope: MessageScope,
): Block | undefined {
  const opaque = replayed(vendor, scope);
  if (!opaque) return leaveOut(scope, 'hosted tools', 'A tool that another vendor ran');
  const { type = 'server_tool_use', ...extras } = opaque;
  return scope.marks.mark({ type, id, name, input: input ?? {}, ...extras }, cache);
}

/** What a tool of the vendor's gave: goes back verbatim, in the assistant's message. */
function encodeHostedResult(part: ToolResultPart, scope: MessageScope): Block | undefined {
  const opaque = replayed(part.vendor, scope);
  if (!opaque || typeof opaque.type !== 'string')
    return leaveOut(scope, 'hosted tools', 'A result of a tool that another vendor ran');
  const { type, ...extras } = opaque;
  const only = typeof part.content === 'string' ? undefined : part.content[0];
  const content = typeof part.content === 'string' ? part.content : only?.type === 'json' ? only.value : [];
  return scope.marks.mark({ type, tool_use_id: part.toolCallId, content, ...extras }, part.cache);
}

function encodeVendorBlock(part: VendorPart, scope: MessageScope): Block | undefined {
  const opaque = replayed(part.vendor, scope);
  if (typeof opaque?.type !== 'string')
    return leaveOut(scope, 'vendor parts', 'A block that only another vendor understands');
  return scope.marks.mark({ ...opaque }, part.cache);
}

function leaveOut(scope: MessageScope, feature: string, what: string): undefined {
  scope.notes.warn(feature, `${what} cannot be sent here and was left out.`);
  return undefined;
}

/** Members that came with a block and go back with it; undefined where they belong to another place. */
function replayed(vendor: VendorData | undefined, scope: MessageScope): Block | undefined {
  if (!vendor || !mayReplay(vendor.origin, scope.context, scope.dialect)) return undefined;
  return membersOf(vendor) as Block;
}

/** Adds what came with the block (`caller`, `citations`, …) and the cache mark. */
function finished(
  block: Block,
  part: { readonly vendor?: VendorData; readonly cache?: TextPart['cache'] },
  scope: MessageScope,
): Block {
  return scope.marks.mark(merged(block, replayed(part.vendor, scope)), part.cache);
}

function merged(block: Block, extras: Readonly<Record<string, unknown>> | undefined): Block {
  if (!extras) return block;
  const whole: Block = { ...block };
  for (const name in extras) setOwn(whole, name, extras[name] as JsonValue);
  return whole;
}
