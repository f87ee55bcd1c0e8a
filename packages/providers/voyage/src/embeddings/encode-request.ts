// A request for embeddings in Voyage's words: one of three endpoints, by the model and by what is embedded.
import {
  type CodecContext,
  type EmbedRequest,
  type Encoded,
  type JsonObject,
  KitError,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { type EmbedRoute, embedRoute } from '../capabilities.ts';
import { type Draft, jsonBody } from '../request-body.ts';
import { type EmbedInput, embedInputs, hasMedia, textOf } from './inputs.ts';
import { encodeContent } from './multimodal-content.ts';

/** How numbers come back. */
export type Dtype = 'float' | 'int8' | 'uint8' | 'binary' | 'ubinary';

/** What reading the vectors needs to know of the request. */
export interface EmbedState {
  readonly dtype: Dtype;
  readonly route: EmbedRoute;
  /** Vectors that are due; undefined where the vendor itself cuts documents into chunks. */
  readonly vectors: number | undefined;
}

const dtypes: readonly string[] = ['float', 'int8', 'uint8', 'binary', 'ubinary'] satisfies Dtype[];

export function encodeEmbed(request: EmbedRequest, context: CodecContext): Encoded<EmbedState> {
  const warnings: Warning[] = [];
  const inputs = embedInputs(request);
  const route = embedRoute(request.model ?? '', hasMedia(inputs));
  const own = vendorOptions(request.vendor, context, 'voyage') ?? {};
  const dtype = dtypeOf(request, context);
  const body: Draft = {
    model: request.model,
    ...encodeInputs(inputs, route, warnings),
    input_type: inputTypeOf(request.inputType, warnings),
    truncation: truncationOf(request.truncate, route, warnings),
    output_dimension: request.dimensions,
    output_dtype: dtype === 'float' ? undefined : dtype,
    // A third of the bytes of the numbers in decimal, and exactly what the model gave.
    encoding_format: route === 'multimodalembeddings' ? undefined : 'base64',
    ...own,
  };
  if (request.user !== undefined)
    warnings.push({ feature: 'user', detail: 'Voyage refuses an end-user id; left out.' });
  return {
    wire: { path: `/${route}`, body: jsonBody(body) },
    warnings,
    state: { dtype, route, vectors: own.enable_auto_chunking === true ? undefined : vectorsDue(inputs, route) },
  };
}

function dtypeOf({ encoding = 'float' }: EmbedRequest, { provider }: CodecContext): Dtype {
  if (dtypes.includes(encoding)) return encoding;
  throw new KitError('invalid-request', `embed: \`encoding\` must be one of ${dtypes.join(', ')}.`, {
    provider,
    field: 'encoding',
  });
}

function encodeInputs(inputs: readonly EmbedInput[], route: EmbedRoute, warnings: Warning[]): JsonObject {
  switch (route) {
    case 'embeddings':
      return { input: inputs.map(textOf) };
    case 'contextualizedembeddings':
      return { inputs: inputs.map((input, at) => chunksOf(input, at, warnings)) };
    case 'multimodalembeddings':
      return { inputs: inputs.map((input, at) => ({ content: encodeContent(input, `input[${at}]`, warnings) })) };
  }
}

/** A text is a document of one chunk, a list of text parts a document with a chunk for each. */
function chunksOf(input: EmbedInput, at: number, warnings: Warning[]): string[] {
  if (typeof input === 'string') return [input];
  if (input.some(({ type }) => type !== 'text'))
    warnings.push({
      feature: `input[${at}]`,
      detail: 'Contextual models embed text alone; other parts were left out.',
    });
  return input.flatMap((part) => (part.type === 'text' ? part.text : []));
}

function vectorsDue(inputs: readonly EmbedInput[], route: EmbedRoute): number {
  if (route !== 'contextualizedembeddings') return inputs.length;
  return inputs.reduce((sum, input) => sum + (typeof input === 'string' ? 1 : input.filter(isText).length), 0);
}

const isText = ({ type }: { readonly type: string }) => type === 'text';

/** Voyage tells queries from documents, and nothing else. */
function inputTypeOf(inputType: EmbedRequest['inputType'], warnings: Warning[]): string | undefined {
  if (inputType === undefined || inputType === 'query' || inputType === 'document') return inputType;
  const detail = `Voyage knows "query" and "document" alone; "${inputType}" was left out.`;
  warnings.push({ feature: 'inputType', detail });
  return undefined;
}

function truncationOf(truncate: EmbedRequest['truncate'], route: EmbedRoute, warnings: Warning[]): boolean | undefined {
  if (truncate === undefined) return undefined;
  if (route === 'contextualizedembeddings') {
    if (truncate !== 'none')
      warnings.push({ feature: 'truncate', detail: 'Contextual models refuse documents that are too long.' });
    return undefined;
  }
  if (truncate === 'start')
    warnings.push({ feature: 'truncate', detail: 'Voyage cuts inputs that are too long at their end.' });
  return truncate !== 'none';
}
