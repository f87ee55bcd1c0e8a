// Checks requests before anything is sent: a mistake names its field and what was expected.
import { KitError } from './errors.ts';
import { nearest } from './nearest.ts';

type FieldCheck = (value: unknown) => string | undefined;

const string: FieldCheck = (value) => (typeof value === 'string' ? undefined : 'a string');
const filled: FieldCheck = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a non-empty string');
const boolean: FieldCheck = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const number: FieldCheck = (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'a finite number');
const count: FieldCheck = (value) => (Number.isInteger(value) && (value as number) >= 0 ? undefined : 'a whole number, 0 or more');
const record: FieldCheck = (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object');
const list: FieldCheck = (value) => (Array.isArray(value) ? undefined : 'an array');
const strings: FieldCheck = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')) ? undefined : 'a string or an array of strings';
const anything: FieldCheck = () => undefined;
const filledList: FieldCheck = (value) => (Array.isArray(value) && value.length > 0 ? undefined : 'a non-empty array');
const inputs: FieldCheck = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' || Array.isArray(item)))
    ? undefined
    : 'a string, or a non-empty array of strings or part lists';

interface RequestShape {
  readonly fields: Readonly<Record<string, FieldCheck>>;
  readonly required: readonly string[];
}

const chat: RequestShape = {
  required: ['messages'],
  fields: {
    model: filled, messages: checkMessages, maxTokens: count, temperature: number, topP: number, topK: count, stop: strings, seed: number,
    presencePenalty: number, frequencyPenalty: number, n: (value) => (Number.isInteger(value) && (value as number) > 0 ? undefined : 'a whole number, 1 or more'),
    logprobs: (value) => (typeof value === 'boolean' || !count(value) ? undefined : 'true, false or a number of alternatives'),
    tools: checkTools, toolChoice: checkToolChoice, parallelToolCalls: boolean, output: checkOutput, reasoning: record, promptCache: record,
    user: string, metadata: record, serviceTier: string, vendor: record,
  },
};

const shapes: Readonly<Record<string, RequestShape>> = {
  chat, stream: chat, countTokens: chat,
  complete: {
    required: ['prompt'],
    fields: { model: filled, prompt: string, suffix: string, maxTokens: count, temperature: number, topP: number, stop: strings, seed: number, n: count, user: string, vendor: record },
  },
  embed: {
    required: ['input'],
    fields: { model: filled, input: inputs, inputType: string, dimensions: count, encoding: string, truncate: string, user: string, vendor: record },
  },
  rerank: { required: ['query', 'documents'], fields: { model: filled, query: string, documents: filledList, topN: count, returnDocuments: boolean, vendor: record } },
  image: {
    required: ['prompt'],
    fields: {
      model: filled, prompt: string, images: list, mask: record, negativePrompt: string, n: count, size: string, aspectRatio: string, quality: string,
      style: string, background: string, format: string, seed: number, user: string, vendor: record,
    },
  },
  moderate: { required: ['input'], fields: { model: filled, input: inputs, vendor: record } },
};
const speech: RequestShape = {
  required: ['input'],
  fields: { model: filled, input: filled, voice: anything, format: string, sampleRate: count, speed: number, instructions: string, language: string, seed: number, vendor: record },
};
const transcribe: RequestShape = {
  required: ['audio'],
  fields: {
    model: filled, audio: record, mediaType: string, fileName: string, language: string, prompt: string, keywords: list, timestamps: string,
    diarize: boolean, temperature: number, translate: boolean, vendor: record,
  },
};
const moreShapes: Readonly<Record<string, RequestShape>> = { speech, speechStream: speech, transcribe, transcribeStream: transcribe };

/**
 * Throws `invalid-request` with the field and what was expected. Unknown fields are errors too: what only one vendor
 * has goes into `vendor` or the call option `patch`. Operations of third parties check their own requests.
 */
export function checkRequest(operation: string, request: unknown): void {
  if (record(request)) throw wrong(operation, 'request', 'an object', request);
  const shape = shapes[operation] ?? moreShapes[operation];
  if (!shape) return;
  const given = request as Record<string, unknown>;
  for (const field of shape.required) {
    if (given[field] === undefined) throw wrong(operation, field, `required: ${shape.fields[field]?.(undefined) ?? 'a value'}`, undefined);
  }
  for (const field in given) {
    const value = given[field];
    if (value === undefined) continue;
    const check = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
    if (!check) throw unknownField(operation, field, Object.keys(shape.fields));
    const expected = check(value);
    if (expected) throw wrong(operation, field, expected, value);
  }
}

function wrong(operation: string, field: string, expected: string, value: unknown): KitError {
  // A check may name the field below it: "messages[2].role: one of …".
  const [, below, rest] = /^(\[\d+\][^\s:]*): (.+)$/s.exec(expected) ?? [undefined, '', expected];
  const path = `${field}${below}`;
  const got = below ? '' : ` Got ${describe(value)}.`;
  return new KitError('invalid-request', `${operation}: \`${path}\` must be ${rest}.${got}`, { operation, field: path });
}

function unknownField(operation: string, field: string, known: readonly string[]): KitError {
  const guess = nearest(field, known);
  const hint = guess ? ` Did you mean \`${guess}\`?` : '';
  return new KitError(
    'invalid-request',
    `${operation}: unknown field \`${field}\`.${hint} Fields that only one vendor has go into \`vendor\` or the call option \`patch\`.`,
    { operation, field },
  );
}

/** The kind of a value, never the value: it may be a secret or a prompt. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (value === '') return 'an empty string';
  return value === undefined ? 'nothing' : `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value}`;
}

const partTypes: Readonly<Record<string, readonly string[]>> = {
  system: ['text'],
  user: ['text', 'image', 'audio', 'file', 'vendor'],
  assistant: ['text', 'reasoning', 'tool-call', 'hosted-tool-call', 'tool-result', 'image', 'audio', 'file', 'vendor'],
  tool: ['tool-result'],
};

/** What one part has to bring; the answer is what was expected instead. */
const partChecks: Readonly<Record<string, (part: Record<string, unknown>) => string | undefined>> = {
  text: ({ text }) => (typeof text === 'string' ? undefined : '.text: a string'),
  reasoning: ({ text }) => (typeof text === 'string' ? undefined : '.text: a string'),
  image: checkSource,
  audio: checkSource,
  file: checkSource,
  'tool-call': ({ id, name, arguments: text }) =>
    typeof id !== 'string' ? '.id: a string' : typeof name !== 'string' ? '.name: a string' : typeof text === 'string' ? undefined : '.arguments: JSON text (a string)',
  'tool-result': ({ toolCallId, content }) =>
    typeof toolCallId !== 'string' ? '.toolCallId: the id of the call it answers'
      : typeof content === 'string' || Array.isArray(content) ? undefined : '.content: a string or an array of parts',
};

function checkSource({ source }: Record<string, unknown>): string | undefined {
  const { url, data, mediaType, fileId } = (source ?? {}) as Record<string, unknown>;
  if (typeof url === 'string' || typeof fileId === 'string') return undefined;
  if (typeof data === 'string' || data instanceof Uint8Array) return typeof mediaType === 'string' ? undefined : '.source.mediaType: a media type such as "image/png"';
  return '.source: { url }, { data, mediaType } or { fileId }';
}

function checkMessages(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'a non-empty array of messages';
  for (let at = 0; at < value.length; at++) {
    const problem = checkMessage(value[at]);
    if (problem) return `[${at}]${problem}`;
  }
  return undefined;
}

function checkMessage(message: unknown): string | undefined {
  if (record(message)) return ': a message with `role` and `content`';
  const { role, content } = message as { role?: unknown; content?: unknown };
  const allowed = typeof role === 'string' && Object.hasOwn(partTypes, role) ? partTypes[role] : undefined;
  if (!allowed) return `.role: one of ${Object.keys(partTypes).join(', ')}`;
  if (typeof content === 'string') return role === 'tool' ? '.content: an array of tool-result parts (see toolResult())' : undefined;
  if (!Array.isArray(content)) return role === 'tool' ? '.content: an array of tool-result parts (see toolResult())' : '.content: a string or an array of parts';
  for (let at = 0; at < content.length; at++) {
    const part = content[at] as Record<string, unknown> | undefined;
    const type = part?.['type'];
    if (typeof type !== 'string' || !allowed.includes(type)) return `.content[${at}].type: one of ${allowed.join(', ')} in a ${role} message`;
    const problem = partChecks[type]?.(part as Record<string, unknown>);
    if (problem) return `.content[${at}]${problem}`;
  }
  return undefined;
}

function checkTools(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'an array of tools';
  const names = new Set<string>();
  for (let at = 0; at < value.length; at++) {
    const tool = value[at] as Record<string, unknown> | undefined;
    if (typeof tool?.['name'] !== 'string' || tool['name'] === '') return `[${at}].name: a non-empty string`;
    if (tool['type'] !== undefined && tool['type'] !== 'function' && tool['type'] !== 'hosted') return `[${at}].type: "function" or "hosted"`;
    if (tool['parameters'] !== undefined && record(tool['parameters'])) return `[${at}].parameters: a JSON Schema object`;
    if (tool['type'] !== 'hosted') {
      if (names.has(tool['name'])) return `[${at}].name: unique; "${tool['name']}" is there twice`;
      names.add(tool['name']);
    }
  }
  return undefined;
}

function checkToolChoice(value: unknown): string | undefined {
  if (value === 'auto' || value === 'none' || value === 'required') return undefined;
  return typeof (value as { name?: unknown } | null)?.name === 'string' ? undefined : '"auto", "none", "required" or { name }';
}

function checkOutput(value: unknown): string | undefined {
  const { type, schema } = (value ?? {}) as { type?: unknown; schema?: unknown };
  if (type === 'text' || type === 'json') return undefined;
  if (type === 'json-schema') return record(schema) ? '{ type: "json-schema", schema: <JSON Schema object> }' : undefined;
  return '{ type: "text" }, { type: "json" } or { type: "json-schema", schema }';
}
