// Embeddings: `:embedContent` for one input, `:batchEmbedContents` for several, `:predict` for Vertex's text models.
import {
  type CodecContext,
  type Decoded,
  type EmbedRequest,
  type EmbedResponse,
  type Encoded,
  type JsonObject,
  type JsonValue,
  KitError,
  type MediaPart,
  type TextPart,
  type Transformer,
  type Usage,
  type WireReply,
} from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, type WarningList, warningList } from '@kit/wire';
import { encodeSource } from './chat/encode-media.ts';
import type { Encoding } from './chat/encoding.ts';
import { toolNames } from './chat/tool-names.ts';
import { usageOf } from './chat/usage.ts';
import { bareModel, type GeminiDialect, methodPath, modelName, rulesFor } from './dialect.ts';
import { type Body, type VendorFields, vendorFields, withVendorFields } from './vendor-fields.ts';

export interface EmbedState {
  /** Vectors of a shortened `gemini-embedding-001` have lost their length of 1. */
  readonly normalize: boolean;
  /** How many vectors are due. */
  readonly vectors: number;
}

type EmbedInput = string | readonly (TextPart | MediaPart)[];

export function geminiEmbed(dialect: GeminiDialect): Transformer<'embed', EmbedState> {
  return {
    encode: (request, context) => encodeEmbed(request, context, dialect),
    decode: decodeEmbed,
  };
}

/** The inputs of a request, one for each vector. */
export function embedInputs({ input }: EmbedRequest): readonly EmbedInput[] {
  return typeof input === 'string' ? [input] : input;
}

export function encodeEmbed(request: EmbedRequest, context: CodecContext, dialect: GeminiDialect): Encoded<EmbedState> {
  const warnings = warningList();
  const model = request.model ?? '';
  const own = vendorFields(request.vendor, context);
  const kind = dialect.embeddings?.(bareModel(model)) ?? 'content';
  warnOfTheRest(request, kind, warnings);
  const { method, body } =
    kind === 'predict'
      ? predictBody(request, own, warnings)
      : kind === 'content-config'
        ? configuredBody(request, own, encodingFor(context, dialect, request, warnings))
        : contentBody(request, own, encodingFor(context, dialect, request, warnings));
  return {
    wire: { path: methodPath(dialect, model, method), body: { type: 'json', value: body as JsonValue } },
    warnings: warnings.warnings,
    state: {
      normalize:
        request.dimensions !== undefined &&
        request.dimensions < 3072 &&
        /^gemini-embedding-(?:001|exp)/.test(bareModel(model)),
      vectors: kind === 'content-config' ? 1 : embedInputs(request).length,
    },
  };
}

function encodingFor(
  context: CodecContext,
  dialect: GeminiDialect,
  { model }: EmbedRequest,
  warnings: WarningList,
): Encoding {
  const rules = rulesFor(dialect, model);
  return { context, dialect, rules, warnings, names: toolNames(rules.nameLength), calls: new Map() };
}

function contentBody(request: EmbedRequest, own: VendorFields, encoding: Encoding): { method: string; body: Body } {
  const options = { ...taskOf(request), ...dimensionsOf(request), ...own };
  const contents = embedInputs(request).map((input, at) => contentOf(input, encoding, `input[${at}]`));
  const [only] = contents;
  if (contents.length === 1 && only) return { method: 'embedContent', body: { content: only, ...options } };
  const model = modelName(encoding.dialect, request.model);
  return {
    method: 'batchEmbedContents',
    body: { requests: contents.map((content) => ({ model, content, ...options })) as JsonValue[] },
  };
}

/** Vertex's newer models: one input, its options in an object of their own. */
function configuredBody(request: EmbedRequest, own: VendorFields, encoding: Encoding): { method: string; body: Body } {
  const inputs = embedInputs(request);
  if (inputs.length > 1) encoding.warnings.add('input', 'This model takes one input a request: the first was sent.');
  const config = {
    ...taskOf(request),
    ...dimensionsOf(request),
    ...(request.truncate !== undefined && { autoTruncate: request.truncate === 'end' }),
  };
  const body = {
    content: contentOf(inputs[0] ?? '', encoding, 'input'),
    ...(Object.keys(config).length > 0 && { embedContentConfig: config }),
  };
  return { method: 'embedContent', body: withVendorFields(body, own) };
}

function predictBody(request: EmbedRequest, own: VendorFields, warnings: WarningList): { method: string; body: Body } {
  const task = taskOf(request).taskType;
  const { title, ...rest } = own;
  const instances = embedInputs(request).map((input, at) => ({
    content: plainText(input, warnings, `input[${at}]`),
    // The one place of this API with underscores.
    ...(task !== undefined && { task_type: task }),
    ...(title !== undefined && { title }),
  }));
  const parameters = {
    ...dimensionsOf(request),
    ...(request.truncate !== undefined && { autoTruncate: request.truncate === 'end' }),
  };
  const body: Body = { instances: instances as JsonValue[], ...(Object.keys(parameters).length > 0 && { parameters }) };
  return { method: 'predict', body: withVendorFields(body, rest) };
}

function plainText(input: EmbedInput, warnings: WarningList, feature: string): string {
  if (typeof input === 'string') return input;
  if (input.some(({ type }) => type !== 'text'))
    warnings.add(feature, 'This model embeds text alone: other parts were left out.');
  return input.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}

function contentOf(input: EmbedInput, encoding: Encoding, feature: string): JsonObject {
  if (typeof input === 'string') return { parts: [{ text: input }] };
  const parts = input.map((part, at) =>
    part.type === 'text' ? { text: part.text } : encodeSource(part.source, encoding, `${feature}[${at}]`),
  );
  return { parts: parts as JsonValue[] };
}

const tasks: Readonly<Record<string, string>> = {
  query: 'RETRIEVAL_QUERY',
  document: 'RETRIEVAL_DOCUMENT',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
  similarity: 'SEMANTIC_SIMILARITY',
  code: 'CODE_RETRIEVAL_QUERY',
};

/** Words that are not ours go through as the vendor spells them: `FACT_VERIFICATION`. */
function taskOf({ inputType }: EmbedRequest): JsonObject {
  if (inputType === undefined) return {};
  return { taskType: Object.hasOwn(tasks, inputType) ? tasks[inputType] : inputType };
}

/** `RETRIEVAL_QUERY` → `query`, for the server face. */
export function inputTypeOf(task: string): string {
  return Object.entries(tasks).find(([, word]) => word === task)?.[0] ?? task;
}

function dimensionsOf({ dimensions }: EmbedRequest): JsonObject {
  return dimensions === undefined ? {} : { outputDimensionality: dimensions };
}

function warnOfTheRest({ encoding, truncate, user }: EmbedRequest, kind: string, warnings: WarningList): void {
  if (encoding !== undefined && encoding !== 'float')
    warnings.add('encoding', 'Gemini answers floating-point numbers.');
  if (user !== undefined) warnings.add('user', 'This API takes no end-user id.');
  if (truncate === undefined) return;
  if (kind === 'content') warnings.add('truncate', 'This API cuts inputs that are too long at their end.');
  else if (truncate === 'start')
    warnings.add('truncate', 'Inputs that are too long can only be cut at their end: they are refused instead.');
}

function decodeEmbed(
  reply: WireReply,
  { normalize, vectors: due }: EmbedState,
  { provider }: CodecContext,
): Decoded<EmbedResponse> {
  const body = recordOf(reply.json()) ?? {};
  const vectors = vectorsOf(body);
  if (vectors.length !== due)
    throw new KitError('invalid-response', `${vectors.length} embeddings came for ${due} inputs.`, { provider });
  const usage = usageOf(recordOf(body.usageMetadata)) ?? predictUsage(body);
  return { embeddings: normalize ? vectors.map(normalized) : vectors, ...(usage && { usage }) };
}

/** Reads whichever of the three shapes came. */
function vectorsOf(body: JsonRecord): number[][] {
  const rows =
    body.embedding !== undefined ? [body.embedding] : [...arrayOf(body.embeddings), ...arrayOf(body.predictions)];
  return rows.map((row) => {
    const record = recordOf(row);
    const values =
      record?.values ?? recordOf(record?.embeddings)?.values ?? record?.textEmbedding ?? record?.imageEmbedding ?? row;
    return arrayOf(values) as number[];
  });
}

function predictUsage(body: JsonRecord): Usage | undefined {
  let inputTokens: number | undefined;
  for (const row of arrayOf(body.predictions)) {
    const counted = numberOf(recordOf(recordOf(recordOf(row)?.embeddings)?.statistics)?.token_count);
    if (counted !== undefined) inputTokens = (inputTokens ?? 0) + counted;
  }
  const characters = numberOf(recordOf(body.metadata)?.billableCharacterCount);
  if (inputTokens === undefined && characters === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(characters !== undefined && { units: { characters } }),
  };
}

function normalized(vector: readonly number[]): number[] {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? vector.map((value) => value / length) : [...vector];
}

/** The body of one embedding in an asynchronous batch. */
export function embedBatchItem(
  request: EmbedRequest,
  context: CodecContext,
  dialect: GeminiDialect,
): { body: JsonObject; warnings: Encoded<unknown>['warnings'] } {
  const warnings = warningList();
  const encoding = encodingFor(context, dialect, request, warnings);
  warnOfTheRest(request, 'content', warnings);
  const input = embedInputs(request)[0] ?? '';
  const body = {
    model: modelName(dialect, request.model),
    content: contentOf(input, encoding, 'input'),
    ...taskOf(request),
    ...dimensionsOf(request),
    ...vendorFields(request.vendor, context),
  };
  return { body: body as JsonObject, warnings: warnings.warnings };
}
