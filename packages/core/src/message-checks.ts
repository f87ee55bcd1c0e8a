// Checks of messages and their parts. The answer names the place below the field: "[2].role: one of …".
import { filled, record, recordWith, string } from './field-checks.ts';

type Fields = Readonly<Record<string, unknown>>;
type PlaceCheck = (fields: Fields) => string | undefined;

const partTypes: Readonly<Record<string, readonly string[]>> = {
  system: ['text'],
  user: ['text', 'image', 'audio', 'file', 'vendor'],
  assistant: ['text', 'reasoning', 'tool-call', 'hosted-tool-call', 'tool-result', 'image', 'audio', 'file', 'vendor'],
  tool: ['tool-result'],
};

/** In the result of a tool. */
const resultTypes = ['text', 'image', 'audio', 'file', 'json', 'vendor'];

/** What one part has to bring. */
const partChecks: Readonly<Record<string, PlaceCheck>> = {
  text: ({ text }) => below('text', string(text)),
  reasoning: ({ text }) => below('text', string(text)),
  image: checkSource,
  audio: checkSource,
  file: checkSource,
  'tool-call': ({ id, name, arguments: text }) =>
    below('id', string(id)) ??
    below('name', filled(name)) ??
    below('arguments', typeof text === 'string' ? undefined : 'JSON text (a string)'),
  'hosted-tool-call': ({ id, name }) => below('id', string(id)) ?? below('name', filled(name)),
  'tool-result': ({ toolCallId, toolName, content }) =>
    below('toolCallId', typeof toolCallId === 'string' ? undefined : 'the id of the call it answers (a string)') ??
    below('toolName', toolName === undefined ? undefined : filled(toolName)) ??
    checkResultContent(content),
  json: ({ value }) => below('value', value === undefined ? 'a JSON value' : undefined),
  vendor: ({ vendor }) => (vendor === undefined ? '.vendor: { origin, data }' : undefined),
};

const below = (field: string, expected: string | undefined) => expected && `.${field}: ${expected}`;

function checkSource({ source, detail }: Fields): string | undefined {
  const expected = checkMediaSource(source);
  if (!expected) return below('detail', detail === undefined ? undefined : string(detail));
  return expected.startsWith('.') ? `.source${expected}` : `.source: ${expected}`;
}

/** A link, data with its media type, or a vendor's file. */
export function checkMediaSource(source: unknown): string | undefined {
  const { url, data, mediaType, fileId } = (source ?? {}) as Fields;
  if (!filled(url) || !filled(fileId)) return undefined;
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) return '{ url }, { data, mediaType } or { fileId }';
  return filled(mediaType) && '.mediaType: a media type such as "image/png"';
}

export function checkMessages(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'a non-empty array of messages';
  for (let at = 0; at < value.length; at++) {
    const problem = checkMessage(value[at]);
    if (problem) return `[${at}]${problem}`;
  }
  return undefined;
}

function checkMessage(message: unknown): string | undefined {
  if (record(message)) return ': a message with `role` and `content`';
  const { role, content } = message as Fields;
  const allowed = typeof role === 'string' && Object.hasOwn(partTypes, role) ? partTypes[role] : undefined;
  if (!allowed) return `.role: one of ${Object.keys(partTypes).join(', ')}`;
  if (typeof content === 'string' && role !== 'tool') return undefined;
  if (!Array.isArray(content)) {
    return role === 'tool'
      ? '.content: an array of tool-result parts (see toolResult())'
      : '.content: a string or an array of parts';
  }
  for (let at = 0; at < content.length; at++) {
    const problem = checkPart(content[at], allowed, `a ${role} message`);
    if (problem) return `.content[${at}]${problem}`;
  }
  return undefined;
}

function checkPart(part: unknown, allowed: readonly string[], place: string): string | undefined {
  const { type, vendor, cache } = (part ?? {}) as Fields;
  if (typeof type !== 'string' || !allowed.includes(type)) return `.type: one of ${allowed.join(', ')} in ${place}`;
  return partChecks[type]?.(part as Fields) ?? checkCache(cache) ?? checkVendorData(vendor);
}

const cacheMark = recordWith({ ttl: string });

function checkCache(cache: unknown): string | undefined {
  if (cache === undefined || typeof cache === 'boolean') return undefined;
  if (record(cache)) return '.cache: true, false or { ttl }';
  const problem = cacheMark(cache);
  return problem && `.cache${problem}`;
}

/** Data to be echoed says where it came from: without that nobody knows whom to give it. */
function checkVendorData(vendor: unknown): string | undefined {
  if (vendor === undefined) return undefined;
  const { origin } = (vendor ?? {}) as Fields;
  return record(origin) && '.vendor: { origin, data }';
}

function checkResultContent(content: unknown): string | undefined {
  if (typeof content === 'string') return undefined;
  if (!Array.isArray(content)) return '.content: a string or an array of parts';
  for (let at = 0; at < content.length; at++) {
    const problem = checkPart(content[at], resultTypes, 'a tool result');
    if (problem) return `.content[${at}]${problem}`;
  }
  return undefined;
}

export function checkTools(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'an array of tools';
  const names = new Set<unknown>();
  for (let at = 0; at < value.length; at++) {
    const problem = checkTool(value[at] ?? {}, names);
    if (problem) return `[${at}]${problem}`;
  }
  return undefined;
}

function checkTool(tool: Fields, names: Set<unknown>): string | undefined {
  // A function has a name, too.
  if (typeof tool === 'function') return ': a tool such as { name, description, parameters }';
  const { name, type, parameters, cache } = tool;
  if (filled(name)) return '.name: a non-empty string';
  // It would be offered without its description and its parameters.
  if ('definition' in tool) return ': its `definition`: whoever defines tools that run has to run them, too';
  const problem = checkCache(cache);
  if (problem) return problem;
  if (type !== undefined && type !== 'function' && type !== 'hosted') return '.type: "function" or "hosted"';
  if (parameters !== undefined && record(parameters)) return '.parameters: a JSON Schema object';
  if (type === 'hosted') return undefined;
  if (names.has(name)) return `.name: unique among the tools; "${name}" is there twice`;
  names.add(name);
  return undefined;
}

export function checkToolChoice(value: unknown): string | undefined {
  if (value === 'auto' || value === 'none' || value === 'required') return undefined;
  return filled((value as Fields | null)?.name) && '"auto", "none", "required" or { name }';
}

export function checkOutput(value: unknown): string | undefined {
  const { type, schema, name } = (value ?? {}) as Fields;
  if (type === 'text' || type === 'json') return undefined;
  if (type === 'json-schema' && !record(schema)) return below('name', name === undefined ? undefined : string(name));
  return type === 'json-schema'
    ? '{ type: "json-schema", schema: <JSON Schema object> }'
    : '{ type: "text" }, { type: "json" } or { type: "json-schema", schema }';
}
