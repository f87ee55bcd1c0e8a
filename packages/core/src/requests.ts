// Checks requests before anything is sent: a mistake names its field and what was expected.
import { describe } from './describe.ts';
import { KitError } from './errors.ts';
import * as is from './field-checks.ts';
import { checkMediaSource, checkMessages, checkOutput, checkToolChoice, checkTools } from './message-checks.ts';
import { nearest } from './nearest.ts';

interface RequestShape {
  readonly fields: Readonly<Record<string, is.FieldCheck>>;
  readonly required?: readonly string[];
}

const { anything, boolean, count, countFromOne, filled, filledList, list, number, record, string, strings, vendors } =
  is;

const inputs: is.FieldCheck = (value) =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' || Array.isArray(item)))
    ? undefined
    : 'a string, or a non-empty array of strings or part lists';

const bytes: is.FieldCheck = (value) =>
  value instanceof Uint8Array || (!record(value) && Symbol.asyncIterator in (value as object))
    ? undefined
    : 'bytes (a Uint8Array) or an async iterable of them';

const audio: is.FieldCheck = (value) =>
  bytes(value) && checkMediaSource(value) && `${bytes(value)}, or a source such as { url } or { data, mediaType }`;

/** Fields that many operations have. */
const common = { model: filled, vendor: vendors };

const chat: RequestShape = {
  required: ['messages'],
  fields: {
    ...common,
    messages: checkMessages,
    maxTokens: count,
    temperature: number,
    topP: number,
    topK: count,
    stop: strings,
    seed: number,
    presencePenalty: number,
    frequencyPenalty: number,
    n: countFromOne,
    logprobs: (value) =>
      typeof value === 'boolean' || !count(value) ? undefined : 'true, false or a number of alternatives',
    tools: checkTools,
    toolChoice: checkToolChoice,
    parallelToolCalls: boolean,
    output: checkOutput,
    reasoning: is.recordWith({ effort: string, budgetTokens: count, summary: string }),
    promptCache: is.recordWith({ key: string, ttl: string }),
    user: string,
    metadata: record,
    serviceTier: string,
  },
};

const speech: RequestShape = {
  required: ['input'],
  fields: {
    ...common,
    input: filled,
    voice: anything,
    format: string,
    sampleRate: count,
    speed: number,
    instructions: string,
    language: string,
    seed: number,
  },
};

const transcribe: RequestShape = {
  required: ['audio'],
  fields: {
    ...common,
    audio,
    mediaType: string,
    fileName: string,
    language: string,
    prompt: string,
    keywords: list,
    timestamps: string,
    diarize: boolean,
    temperature: number,
    translate: boolean,
  },
};

const fileActions = ['upload', 'list', 'get', 'delete', 'content'] as const;
const action = is.oneOf(...fileActions);
const fileShapes: Readonly<Record<string, RequestShape>> = {
  upload: {
    required: ['data', 'mediaType'],
    fields: { action, data: bytes, mediaType: filled, name: string, purpose: string, vendor: vendors },
  },
  list: { fields: { action, limit: count, purpose: string, vendor: vendors } },
};
const oneFile: RequestShape = { required: ['id'], fields: { action, id: filled, vendor: vendors } };

function files(request: Readonly<Record<string, unknown>>): RequestShape {
  const asked = request.action as string;
  if (action(asked)) return { required: ['action'], fields: { action } };
  return fileShapes[asked] ?? oneFile;
}

function batchRequests(value: unknown): string | undefined {
  if (filledList(value)) return 'a non-empty array of { id, request }';
  const ids = new Set<unknown>();
  for (const [at, item] of (value as unknown[]).entries()) {
    const { id, request } = (item ?? {}) as { id?: unknown; request?: unknown };
    if (filled(id)) return `[${at}].id: a non-empty string`;
    if (ids.has(id)) return `[${at}].id: unique in the batch; "${id}" is there twice`;
    if (record(request)) return `[${at}].request: a request`;
    ids.add(id);
  }
  return undefined;
}

/** Operations that start a job, or take one up again with `attach`. */
const job =
  (shape: RequestShape) =>
  (request: object): RequestShape =>
    'attach' in request && request.attach !== undefined
      ? { fields: { attach: filled, operation: string, model: filled } }
      : { ...shape, fields: { ...shape.fields, attach: filled } };

type ShapeOf = RequestShape | ((request: Readonly<Record<string, unknown>>) => RequestShape);

const table: Readonly<Record<string, ShapeOf>> = {
  chat,
  stream: chat,
  countTokens: chat,
  complete: {
    required: ['prompt'],
    fields: {
      ...common,
      prompt: string,
      suffix: string,
      maxTokens: count,
      temperature: number,
      topP: number,
      stop: strings,
      seed: number,
      n: countFromOne,
      user: string,
    },
  },
  embed: {
    required: ['input'],
    fields: {
      ...common,
      input: inputs,
      inputType: string,
      dimensions: countFromOne,
      encoding: string,
      truncate: string,
      user: string,
    },
  },
  rerank: {
    required: ['query', 'documents'],
    fields: { ...common, query: string, documents: filledList, topN: count, returnDocuments: boolean },
  },
  image: {
    required: ['prompt'],
    fields: {
      ...common,
      prompt: string,
      images: list,
      mask: checkMediaSource,
      negativePrompt: string,
      n: countFromOne,
      size: string,
      aspectRatio: string,
      quality: string,
      style: string,
      background: string,
      format: string,
      seed: number,
      user: string,
    },
  },
  moderate: { required: ['input'], fields: { ...common, input: inputs } },
  speech,
  speechStream: speech,
  transcribe,
  transcribeStream: transcribe,
  parse: { required: ['source'], fields: { ...common, source: checkMediaSource, pages: list, format: string } },
  video: job({
    required: ['prompt'],
    fields: {
      ...common,
      prompt: string,
      image: checkMediaSource,
      durationSeconds: number,
      aspectRatio: string,
      resolution: string,
      negativePrompt: string,
      seed: number,
    },
  }),
  batch: job({
    required: ['requests'],
    fields: { ...common, operation: is.oneOf('chat', 'embed'), requests: batchRequests, metadata: record },
  }),
  files,
  models: { fields: { limit: count, vendor: vendors } },
  health: { fields: { model: filled } },
  voices: {
    fields: {
      action: is.oneOf('list', 'get', 'clone', 'delete'),
      id: filled,
      name: string,
      description: string,
      samples: list,
      search: string,
      vendor: vendors,
    },
  },
};

// A Map: a third party may call its operation `toString`.
const shapes: ReadonlyMap<string, ShapeOf> = new Map(Object.entries(table));

/**
 * Throws `invalid-request` with the field and what was expected. Unknown fields are errors too: what only one vendor
 * has goes into `vendor` or the call option `patch`. Operations of third parties check their own requests.
 */
export function checkRequest(operation: string, request: unknown): void {
  if (record(request)) throw wrong(operation, 'request', 'an object', request);
  const given = request as Readonly<Record<string, unknown>>;
  const known = shapes.get(operation);
  if (!known) return;
  const { fields, required } = typeof known === 'function' ? known(given) : known;
  for (const field of required ?? []) if (given[field] === undefined) throw missing(operation, field, fields[field]);
  for (const field in given) {
    const value = given[field];
    if (value === undefined) continue;
    const check = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!check) throw unknownField(operation, field, Object.keys(fields));
    const expected = check(value);
    if (expected) throw wrong(operation, field, expected, value);
  }
}

function missing(operation: string, field: string, check: is.FieldCheck | undefined): KitError {
  const expected = check?.(undefined) ?? 'a value';
  return new KitError('invalid-request', `${operation}: \`${field}\` is required: ${expected}.`, { operation, field });
}

function wrong(operation: string, field: string, expected: string, value: unknown): KitError {
  // A check may name the place below: "[2].role: one of …", ".mediaType: a media type".
  const [, below, rest] = /^((?:\[\d+\]|\.)[^\s:]*): (.+)$/s.exec(expected) ?? [undefined, '', expected];
  const path = `${field}${below}`;
  const got = below ? '' : ` Got ${describe(value)}.`;
  return new KitError('invalid-request', `${operation}: \`${path}\` must be ${rest}.${got}`, {
    operation,
    field: path,
  });
}

function unknownField(operation: string, field: string, known: readonly string[]): KitError {
  const guess = nearest(field, known);
  const hint = guess
    ? `Did you mean \`${guess}\`?`
    : 'What only one vendor has goes into `vendor` or the call option `patch`.';
  return new KitError('invalid-request', `${operation}: unknown field \`${field}\`. ${hint}`, { operation, field });
}
