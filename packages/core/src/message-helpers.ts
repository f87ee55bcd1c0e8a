// Short ways to write messages.
import type { JsonValue } from './json.ts';
import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  ImagePart,
  MediaSource,
  SystemMessage,
  TextPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
  UserPart,
} from './model/messages.ts';

/** A system message. */
export function system(content: string | readonly TextPart[]): SystemMessage {
  return { role: 'system', content };
}

/** A user message: a text, or parts. */
export function user(content: string | readonly UserPart[]): UserMessage {
  return { role: 'user', content };
}

/** An assistant message of one's own; answers of a model bring theirs as `response.message`. */
export function assistant(content: string | readonly AssistantPart[]): AssistantMessage {
  return { role: 'assistant', content };
}

/** The answer to a tool call: a text, parts, or any JSON value. `isError` tells the model that the tool failed. */
export function toolResult(
  call: { readonly id: string; readonly name?: string },
  output: ToolResultPart['content'] | JsonValue,
  options: { readonly isError?: boolean } = {},
): ToolMessage {
  const part: ToolResultPart = {
    type: 'tool-result',
    toolCallId: call.id,
    ...(call.name !== undefined && { toolName: call.name }),
    content: typeof output === 'string' || isParts(output) ? output : [{ type: 'json', value: output as JsonValue }],
    ...(options.isError && { isError: true }),
  };
  return { role: 'tool', content: [part] };
}

/** The field that makes a part of its type one: rows of data may be called `file` and `text`, too. */
const partFields: Readonly<Record<string, string>> = {
  text: 'text',
  image: 'source',
  audio: 'source',
  file: 'source',
  json: 'value',
  vendor: 'vendor',
};

function isParts(output: unknown): output is Exclude<ToolResultPart['content'], string> {
  return Array.isArray(output) && output.length > 0 && output.every(isPart);
}

function isPart(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type } = value as { readonly type?: unknown };
  const field = typeof type === 'string' && Object.hasOwn(partFields, type) ? partFields[type] : undefined;
  return field !== undefined && (value as Readonly<Record<string, unknown>>)[field] !== undefined;
}

/** A text part. */
export function text(value: string): TextPart {
  return { type: 'text', text: value };
}

/** An image part from a link or from bytes. */
export function image(source: string | MediaSource, options: { readonly detail?: string } = {}): ImagePart {
  return { type: 'image', source: typeof source === 'string' ? { url: source } : source, ...options };
}

/** A document part from a link or from bytes. */
export function file(source: string | MediaSource, options: { readonly name?: string } = {}): FilePart {
  return { type: 'file', source: typeof source === 'string' ? { url: source } : source, ...options };
}
