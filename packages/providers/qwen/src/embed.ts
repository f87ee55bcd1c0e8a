// Embeddings: the compatible mode, or the vendor's own wire where a request says more (purposes, pictures).
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
  vendorOptions,
  type Warning,
  type WireReply,
} from '@kit/core';
import { embedInParts, embedTexts, leftOut, mediaLink, type ShownOperation } from '@kit/http';
import { embedTransformer } from '@kit/transformer-openai/media';
import { arrayOf, type JsonRecord, numberOf, recordOf } from '@kit/wire';

/** What a request carries at most. */
const mostInputs = (model: string) => (/v[12]$/.test(model) && model.startsWith('text-') ? 25 : 10);

export function embedOperation(native: string): ShownOperation<'embed'> {
  const declaration = { endpoint: { path: '/embeddings' }, transformer: transformerFor(native) };
  return embedInParts(declaration, mostInputs);
}

function transformerFor(native: string): Transformer<'embed'> {
  const compatible = embedTransformer({ encodingFormat: 'float', user: false });
  return {
    encode(request, context) {
      if (!needsNative(request)) return compatible.encode(request, context);
      return hasMedia(request) ? encodeMedia(request, context, native) : encodeTexts(request, context, native);
    },
    decode(reply, state, context) {
      return state === nativeState ? decodeNative(reply, context) : compatible.decode(reply, state as never, context);
    },
  };
}

const nativeState = 'native';

const hasMedia = ({ input }: EmbedRequest) =>
  typeof input !== 'string' &&
  input.some((item) => typeof item !== 'string' && item.some(({ type }) => type !== 'text'));

/** Purposes cannot be told in the compatible mode, sparse vectors and instructions neither. */
function needsNative(request: EmbedRequest): boolean {
  const { output_type, instruct } = (request.vendor?.qwen ?? {}) as JsonObject;
  return request.inputType !== undefined || output_type !== undefined || instruct !== undefined || hasMedia(request);
}

function encodeTexts(request: EmbedRequest, context: CodecContext, native: string): Encoded<string> {
  const { model, inputType, dimensions } = request;
  const warnings: Warning[] = [];
  if (inputType !== undefined && inputType !== 'query' && inputType !== 'document')
    warnings.push({ feature: 'inputType', detail: 'There are queries and documents; taken for a document.' });
  const texts = embedTexts(request);
  const parameters = {
    text_type: inputType === 'query' ? 'query' : 'document',
    ...(dimensions !== undefined && { dimension: dimensions }),
  };
  const path = '/services/embeddings/text-embedding/text-embedding';
  return encoded(`${native}${path}`, { model, input: { texts }, parameters }, request, context, warnings);
}

function encodeMedia(request: EmbedRequest, context: CodecContext, native: string): Encoded<string> {
  const { model, input, inputType, dimensions } = request;
  const warnings: Warning[] = [];
  if (inputType !== undefined)
    warnings.push({ feature: 'inputType', detail: 'The model makes one kind of vector; left out.' });
  const contents = (typeof input === 'string' ? [input] : input).map((item, index) => {
    if (typeof item === 'string') return { text: item };
    return Object.assign({}, ...item.map((part) => contentOf(part, `input[${index}]`))) as JsonObject;
  });
  const parameters = dimensions === undefined ? undefined : { dimension: dimensions };
  const path = '/services/embeddings/multimodal-embedding/multimodal-embedding';
  return encoded(`${native}${path}`, { model, input: { contents }, parameters }, request, context, warnings);
}

function contentOf(part: TextPart | MediaPart, field: string): JsonObject {
  if (part.type === 'text') return { text: part.text };
  const link = mediaLink(part.source);
  const isVideo = part.type === 'file' && part.source.mediaType?.startsWith('video/');
  if (link === undefined || (part.type !== 'image' && !isVideo))
    throw new KitError('unsupported', `embed: \`${field}\` must be text, pictures or videos, as data or by link.`, {
      field,
    });
  return isVideo ? { video: link } : { image: link };
}

function encoded(
  url: string,
  body: { readonly model?: string; readonly input: JsonObject; readonly parameters?: JsonObject },
  request: EmbedRequest,
  context: CodecContext,
  warnings: Warning[],
): Encoded<string> {
  warnings.push(...leftOut(request, ['encoding', 'truncate', 'user']));
  const own = vendorOptions(request.vendor, context, 'qwen') as JsonObject | undefined;
  const parameters = { ...body.parameters, ...own };
  const value = { ...body, parameters: Object.keys(parameters).length > 0 ? parameters : undefined };
  const sent = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as JsonObject;
  return { wire: { url, body: { type: 'json', value: sent } }, warnings, state: nativeState };
}

/** Rows come in any order; sparse vectors stand beside the others and are left in `meta.vendor`. */
function decodeNative(reply: WireReply, { provider }: CodecContext): Decoded<EmbedResponse> {
  const body = recordOf(reply.json());
  const rows = recordOf(body?.output)?.embeddings;
  if (!Array.isArray(rows)) throw new KitError('invalid-response', 'The reply holds no vectors.', { provider });
  const sorted = rows.map((row): JsonRecord => recordOf(row) ?? {}).sort((one, other) => placeOf(one) - placeOf(other));
  const usage = recordOf(body?.usage);
  const inputTokens = numberOf(usage?.total_tokens) ?? numberOf(usage?.input_tokens);
  const sparse = sorted.map(({ sparse_embedding }) => sparse_embedding as JsonValue | undefined);
  return {
    embeddings: sorted.map(({ embedding }) => arrayOf(embedding) as readonly number[]),
    ...(inputTokens !== undefined && { usage: { state: 'reported', inputTokens } as const }),
    ...(sparse.some((vector) => vector !== undefined) && {
      meta: { vendor: { sparse_embeddings: sparse.map((vector) => vector ?? null) } },
    }),
  };
}

const placeOf = ({ text_index, index }: JsonRecord) => numberOf(text_index) ?? numberOf(index) ?? 0;
