// Vectors, in whatever envelope the model puts them.
import { type CodecContext, type Decoded, type EmbedResponse, KitError, type Usage, type WireReply } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { headerUsage } from '../invoke/token-headers.ts';

/** What reading the vectors needs to know of the request. */
export interface EmbedState {
  readonly encoding: string;
  readonly vectors: number;
}

export function decodeEmbed(reply: WireReply, state: EmbedState, { provider }: CodecContext): Decoded<EmbedResponse> {
  const body = recordOf(reply.json()) ?? {};
  const embeddings = vectorsIn(body, state.encoding);
  if (!embeddings) throw new KitError('invalid-response', 'The reply holds no embeddings.', { provider });
  if (embeddings.length !== state.vectors) {
    const counted = `${embeddings.length} embeddings came for ${state.vectors} inputs.`;
    throw new KitError('invalid-response', counted, { provider });
  }
  const usage = usageIn(body) ?? headerUsage(reply.headers);
  return { embeddings, ...(usage && { usage }) };
}

function vectorsIn(body: JsonRecord, encoding: string): number[][] | undefined {
  const typed = recordOf(body.embeddingsByType)?.[encoding];
  const single = Array.isArray(typed) ? typed : body.embedding;
  if (isVector(single)) return [single];
  const { embeddings } = body;
  const list = isRecord(embeddings)
    ? (embeddings[encoding] ?? Object.values(embeddings).find(Array.isArray))
    : embeddings;
  if (!Array.isArray(list)) return undefined;
  const vectors = list.map((row: unknown) => (isRecord(row) ? row.embedding : row));
  return vectors.every(isVector) ? vectors : undefined;
}

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'number');

function usageIn(body: JsonRecord): Usage | undefined {
  const inputTokens = numberOf(body.inputTextTokenCount) ?? numberOf(body.inputTokenCount);
  return inputTokens === undefined ? undefined : { state: 'reported', inputTokens };
}
