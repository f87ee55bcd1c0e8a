// Vectors, which come grouped by their type instead of by input.
import {
  type CodecContext,
  type Decoded,
  type EmbedResponse,
  type JsonValue,
  KitError,
  type Usage,
  type WireReply,
} from '@kit/core';
import { float32FromBase64, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { apiWarnings } from '../api-warning.ts';
import type { EmbedState } from './encode-request.ts';

export function decodeEmbed(reply: WireReply, state: EmbedState, context: CodecContext): Decoded<EmbedResponse> {
  const body = recordOf(reply.json());
  const vectors = vectorsIn(body?.embeddings, state.dtype);
  if (!body || !vectors) throw invalid('The reply holds no embeddings.', context);
  if (vectors.length !== state.vectors) {
    throw invalid(`${vectors.length} embeddings came for ${state.vectors} inputs.`, context);
  }
  const responseId = stringOf(body.id);
  const usage = billedUsage(body);
  return {
    embeddings: vectors.map((vector) => vectorOf(vector, context)),
    ...(usage && { usage }),
    meta: responseId === undefined ? {} : { responseId },
    warnings: apiWarnings(reply.headers),
  };
}

/** Those of the type that was asked for, else of the one that came. */
function vectorsIn(embeddings: unknown, dtype: string): readonly unknown[] | undefined {
  if (Array.isArray(embeddings)) return embeddings;
  const byType = recordOf(embeddings) ?? {};
  const asked = byType[dtype];
  return Array.isArray(asked) ? asked : Object.values(byType).find(Array.isArray);
}

function vectorOf(value: unknown, context: CodecContext): readonly number[] {
  if (Array.isArray(value)) return value as readonly number[];
  if (typeof value === 'string') {
    const vector = float32FromBase64(value);
    if (vector.length > 0 || value === '') return vector;
  }
  throw invalid('An embedding is neither a list of numbers nor base64.', context);
}

/** `meta.billed_units` of embeddings, reranking and parsing. */
export function billedUsage(body: JsonRecord): Usage | undefined {
  const billed = recordOf(recordOf(body.meta)?.billed_units);
  if (!billed) return undefined;
  const text = numberOf(billed.input_tokens);
  const image = numberOf(billed.image_tokens);
  const images = numberOf(billed.images);
  const searches = numberOf(billed.search_units);
  const pages = numberOf(billed.pages);
  const inputTokens = text ?? image;
  const units = {
    ...(images && { images }),
    // A search is a query with up to 100 documents: what the list price is for.
    ...(searches && { requests: searches }),
    ...(pages && { pages }),
  };
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(image && { inputModalities: { ...(text && { text }), image } }),
    ...(Object.keys(units).length > 0 && { units }),
    raw: billed as JsonValue,
  };
}

function invalid(message: string, { provider }: CodecContext): KitError {
  return new KitError('invalid-response', message, { provider });
}
