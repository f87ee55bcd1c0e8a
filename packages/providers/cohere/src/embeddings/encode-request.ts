// A request for embeddings in Cohere's words: `texts`, `images`, or mixed `inputs`.

import { type CodecContext, type EmbedRequest, type Encoded, type JsonValue, KitError, vendorOptions } from '@kit/core';
import { type WarningList, warningList } from '@kit/wire';
import { isEarlyEmbedding } from '../capabilities.ts';
import { type Draft, jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { encodeContent, imageUrl } from './encode-content.ts';
import { type EmbedInput, embedInputs, hasMedia, textOf } from './inputs.ts';

/** What reading the vectors needs to know of the request. */
export interface EmbedState {
  readonly dtype: string;
  readonly vectors: number;
}

const dtypes: readonly string[] = ['float', 'int8', 'uint8', 'binary', 'ubinary'];

export function encodeEmbed(request: EmbedRequest, context: CodecContext): Encoded<EmbedState> {
  const warnings = warningList();
  const inputs = embedInputs(request);
  const dtype = dtypeOf(request, context);
  const early = isEarlyEmbedding(request.model ?? '');
  const content = encodeInputs(inputs, early, warnings);
  if (early && request.dimensions !== undefined)
    warnings.add('dimensions', 'The model has vectors of one size; left out.');
  if (request.user !== undefined) warnings.add('user', 'Cohere takes no end-user id; left out.');
  const body: Draft = {
    model: request.model,
    // Required by all models from v3 on.
    input_type: content.images === undefined ? inputTypeOf(request.inputType, warnings) : 'image',
    ...content,
    embedding_types: [dtype],
    output_dimension: early ? undefined : request.dimensions,
    truncate: request.truncate?.toUpperCase(),
    ...vendorOptions(request.vendor, context, wireId),
  };
  return {
    wire: { body: jsonBody(body) },
    warnings: warnings.warnings,
    state: { dtype, vectors: inputs.length },
  };
}

function dtypeOf({ encoding = 'float' }: EmbedRequest, { provider }: CodecContext): string {
  if (dtypes.includes(encoding)) return encoding;
  throw new KitError('invalid-request', `embed: \`encoding\` must be one of ${dtypes.join(', ')}.`, {
    provider,
    field: 'encoding',
  });
}

type Content = { readonly texts?: JsonValue; readonly images?: JsonValue; readonly inputs?: JsonValue };

function encodeInputs(inputs: readonly EmbedInput[], early: boolean, warnings: WarningList): Content {
  if (!inputs.some(hasMedia)) return { texts: inputs.map(textOf) };
  if (early) return { images: inputs.map((input, at) => onlyImage(input, `input[${at}]`, warnings)) };
  return { inputs: inputs.map((input, at) => ({ content: encodeContent(input, `input[${at}]`, warnings) })) };
}

/** Models before v4 embed an image by itself, without a word beside it. */
function onlyImage(input: EmbedInput, feature: string, warnings: WarningList): string {
  const parts = typeof input === 'string' ? [] : input;
  const urls = parts.flatMap((part) => (part.type === 'text' ? [] : (imageUrl(part, feature, warnings) ?? [])));
  const [url] = urls;
  if (url === undefined || parts.length > 1) {
    throw new KitError('unsupported', `embed: \`${feature}\` must be one image alone, or text alone, for this model.`, {
      field: feature,
    });
  }
  return url;
}

const inputTypes: Readonly<Record<string, string>> = {
  query: 'search_query',
  document: 'search_document',
  classification: 'classification',
  clustering: 'clustering',
};
/** What is nearest to purposes that Cohere does not tell apart. */
const nearest: Readonly<Record<string, string>> = { similarity: 'clustering', code: 'search_document' };

/** `search_document` if nothing is said. Other words go through as the vendor spells them. */
function inputTypeOf(inputType: EmbedRequest['inputType'] = 'document', warnings: WarningList): string {
  if (Object.hasOwn(inputTypes, inputType)) return inputTypes[inputType] as string;
  const near = Object.hasOwn(nearest, inputType) ? nearest[inputType] : undefined;
  if (near === undefined) return inputType;
  warnings.add('inputType', `Cohere does not know "${inputType}"; "${near}" was sent.`);
  return near;
}
