// Reranking: `top_k` and `data`, where other vendors say `top_n` and `results`.
import {
  type CodecContext,
  type Decoded,
  type Encoded,
  KitError,
  type RerankRequest,
  type RerankResponse,
  type RerankResult,
  type Transformer,
  vendorOptions,
  type WireReply,
} from '@kit/core';
import { bestFirst } from '@kit/http';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import { apiWarnings } from '../api-warning.ts';
import { modelOf, usageOf } from '../embeddings/decode-response.ts';
import { jsonBody } from '../request-body.ts';

/** The documents as they were sent, where they are to come back. */
export interface RerankState {
  readonly documents: readonly string[] | undefined;
}

export const rerankTransformer: Transformer<'rerank', RerankState> = { encode: encodeRerank, decode: decodeRerank };

function encodeRerank(request: RerankRequest, context: CodecContext): Encoded<RerankState> {
  const { model, query, topN, returnDocuments } = request;
  const documents = request.documents.map(documentText);
  const body = {
    model,
    query,
    documents,
    top_k: topN,
    ...vendorOptions(request.vendor, context, 'voyage'),
  };
  return {
    wire: { body: jsonBody(body) },
    warnings: [],
    state: { documents: returnDocuments ? documents : undefined },
  };
}

/** Voyage ranks texts: a record is one line for each of its fields. */
function documentText(document: RerankRequest['documents'][number]): string {
  if (typeof document === 'string') return document;
  return Object.entries(document)
    .map(([field, value]) => `${field}: ${value}`)
    .join('\n');
}

function decodeRerank(
  reply: WireReply,
  { documents }: RerankState,
  { provider }: CodecContext,
): Decoded<RerankResponse> {
  const body = recordOf(reply.json());
  const rows = body?.data ?? body?.results;
  if (!body || !Array.isArray(rows)) {
    throw new KitError('invalid-response', 'The reply holds no list of scores.', { provider });
  }
  const usage = usageOf(recordOf(body.usage));
  return {
    results: bestFirst(arrayOf(rows).flatMap((row) => resultOf(row, documents) ?? [])),
    ...(usage && { usage }),
    meta: modelOf(body),
    warnings: apiWarnings(reply.headers),
  };
}

function resultOf(value: unknown, documents: readonly string[] | undefined): RerankResult | undefined {
  const row = recordOf(value);
  const index = numberOf(row?.index);
  const score = numberOf(row?.relevance_score);
  if (!row || index === undefined || score === undefined) return undefined;
  const document = documents?.[index];
  return { index, score, ...(document !== undefined && { document }) };
}
