// Vectors from any of the three endpoints; those of contextual models are nested by document.
import {
  type CodecContext,
  type Decoded,
  type DecodedMeta,
  type EmbedResponse,
  type JsonValue,
  KitError,
  type Usage,
  type WireReply,
} from '@kit/core';
import {
  arrayOf,
  float32FromBase64,
  int8FromBase64,
  isRecord,
  type JsonRecord,
  numberOf,
  recordOf,
  stringOf,
  uint8FromBase64,
} from '@kit/wire';
import { apiWarnings } from '../api-warning.ts';
import type { Dtype, EmbedState } from './encode-request.ts';

export function decodeEmbed(reply: WireReply, state: EmbedState, context: CodecContext): Decoded<EmbedResponse> {
  const body = recordOf(reply.json());
  if (!body || !Array.isArray(body.data)) throw invalid('The reply holds no list of embeddings.', context);
  const rows = inOrder(body.data);
  const documents = rows.some((row) => Array.isArray(row.data))
    ? rows.map((row) => inOrder(arrayOf(row.data)))
    : undefined;
  const embeddings = (documents?.flat() ?? rows).map((row) => vectorOf(row.embedding, state.dtype, context));
  if (state.vectors !== undefined && embeddings.length !== state.vectors) {
    throw invalid(`${embeddings.length} embeddings came for ${state.vectors} inputs.`, context);
  }
  const usage = usageOf(recordOf(body.usage));
  return {
    embeddings,
    ...(usage && { usage }),
    meta: { ...modelOf(body), ...(documents && { vendor: chunkFacts(documents, body) }) },
    warnings: apiWarnings(reply.headers),
  };
}

/** Rows by their `index`, whatever order they came in. */
function inOrder(rows: readonly unknown[]): JsonRecord[] {
  const records = rows.filter(isRecord);
  const places = records.map((row, at) => numberOf(row.index) ?? at);
  return records
    .map((row, at) => ({ row, place: places[at] as number }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}

/** Numbers, or base64 of them: little-endian floats, or bytes for the integer and the packed binary forms. */
function vectorOf(value: unknown, dtype: Dtype, context: CodecContext): readonly number[] {
  if (Array.isArray(value)) return value as readonly number[];
  if (typeof value !== 'string') throw invalid('An embedding is neither a list of numbers nor base64.', context);
  const vector = unpack(value, dtype);
  if (vector.length === 0 && value !== '') throw invalid('An embedding is malformed base64.', context);
  return vector;
}

function unpack(base64: string, dtype: Dtype): number[] {
  switch (dtype) {
    case 'float':
      return float32FromBase64(base64);
    case 'int8':
    case 'binary':
      return int8FromBase64(base64);
    case 'uint8':
    case 'ubinary':
      return uint8FromBase64(base64);
  }
}

/** How many vectors belong to each document, and what the chunks are where the vendor made them. */
function chunkFacts(documents: readonly (readonly JsonRecord[])[], body: JsonRecord): DecodedMeta['vendor'] {
  const texts = documents.map((chunks) => chunks.map(({ text }) => stringOf(text)));
  const cutByVendor = texts.some((chunks) => chunks.some((text) => text !== undefined));
  return {
    documents: documents.map((chunks) => chunks.length),
    ...(cutByVendor && { chunks: texts.map((chunks) => chunks.map((text) => text ?? null)) }),
    ...(body.chunker_version !== undefined && { chunkerVersion: body.chunker_version as JsonValue }),
  };
}

export function modelOf({ model }: JsonRecord): DecodedMeta {
  return typeof model === 'string' && model !== '' ? { model } : {};
}

/** All tokens are input. The multimodal endpoint also tells texts apart from pixels, which become tokens too. */
export function usageOf(raw: JsonRecord | undefined): Usage | undefined {
  const inputTokens = numberOf(raw?.total_tokens);
  if (!raw || inputTokens === undefined) return undefined;
  const text = numberOf(raw.text_tokens);
  const image = text === undefined || numberOf(raw.video_pixels) ? 0 : inputTokens - text;
  return {
    state: 'reported',
    inputTokens,
    ...(text !== undefined && { inputModalities: { text, ...(image > 0 && { image }) } }),
    raw: raw as JsonValue,
  };
}

function invalid(message: string, { provider }: CodecContext): KitError {
  return new KitError('invalid-response', message, { provider });
}
