// Reranking: scores by index; documents do not come back, so they are joined here.
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
import { numberOf, recordOf, stringOf } from '@kit/wire';
import { apiWarnings } from '../api-warning.ts';
import { billedUsage } from '../embeddings/decode-response.ts';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';

/** The documents as they were sent, where they are to come back. */
export interface RerankState {
  readonly documents: readonly string[] | undefined;
}

export const rerankTransformer: Transformer<'rerank', RerankState> = { encode: encodeRerank, decode: decodeRerank };

function encodeRerank(request: RerankRequest, context: CodecContext): Encoded<RerankState> {
  const { model, query, topN, returnDocuments } = request;
  const documents = request.documents.map(documentText);
  const body = { model, query, documents, top_n: topN, ...vendorOptions(request.vendor, context, wireId) };
  return {
    wire: { body: jsonBody(body) },
    warnings: [],
    state: { documents: returnDocuments ? documents : undefined },
  };
}

/** Records are ranked best as YAML, says the vendor. Quoted strings of JSON are YAML too. */
function documentText(document: RerankRequest['documents'][number]): string {
  if (typeof document === 'string') return document;
  return Object.entries(document)
    .map(([field, value]) => `${field}: ${/[\n:#]|^\W|^\s|\s$/.test(value) ? JSON.stringify(value) : value}`)
    .join('\n');
}

function decodeRerank(
  reply: WireReply,
  { documents }: RerankState,
  { provider }: CodecContext,
): Decoded<RerankResponse> {
  const body = recordOf(reply.json());
  if (!body || !Array.isArray(body.results)) {
    throw new KitError('invalid-response', 'The reply holds no list of scores.', { provider });
  }
  const usage = billedUsage(body);
  const responseId = stringOf(body.id);
  return {
    results: bestFirst(body.results.flatMap((row) => resultOf(row, documents) ?? [])),
    ...(usage && { usage }),
    meta: responseId === undefined ? {} : { responseId },
    warnings: apiWarnings(reply.headers),
  };
}

function resultOf(value: unknown, documents: readonly string[] | undefined): RerankResult | undefined {
  const row = recordOf(value);
  const index = numberOf(row?.index);
  const score = numberOf(row?.relevance_score);
  if (index === undefined || score === undefined) return undefined;
  const document = documents?.[index];
  return { index, score, ...(document !== undefined && { document }) };
}
