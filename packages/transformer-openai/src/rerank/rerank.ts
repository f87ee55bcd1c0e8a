// Reranking: documents as texts, Cohere's and Jina's spelling unless the server has another, results in the order of their scores.
import {
  type CodecContext,
  type Decoded,
  type JsonObject,
  KitError,
  type RerankRequest,
  type RerankResponse,
  type RerankResult,
  type Transformer,
  type Usage,
  vendorOptions,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { failureIn } from '../reply/failure.ts';
import type { RerankAsk, RerankScore, RerankWire } from './rerank-wire.ts';

interface RerankState {
  readonly documents: readonly string[];
  readonly returnDocuments: boolean;
  readonly topN: number | undefined;
}

export function rerankTransformer({
  encode = encodeCohere,
  scores = cohereScores,
  cost,
}: RerankWire): Transformer<'rerank', RerankState> {
  return {
    encode(request, context) {
      const documents = request.documents.map(documentText);
      const { topN, returnDocuments = false } = request;
      const own = vendorOptions(request.vendor, context, 'rerank') as JsonObject | undefined;
      return {
        wire: encode({ request, documents, own }, context),
        warnings: [],
        state: { documents, returnDocuments, topN },
      };
    },
    decode: (reply, state, context) => decodeRerank(reply, { scores, cost }, state, context),
  };
}

function encodeCohere({ request, documents, own }: RerankAsk): WireRequest {
  const { model, query, topN } = request;
  return {
    body: { type: 'json', value: { model, query, documents, ...(topN !== undefined && { top_n: topN }), ...own } },
  };
}

/** Servers rank texts: a record is one line for each of its fields. */
function documentText(document: RerankRequest['documents'][number]): string {
  if (typeof document === 'string') return document;
  return Object.entries(document)
    .map(([field, value]) => `${field}: ${value}`)
    .join('\n');
}

function cohereScores(body: unknown): readonly RerankScore[] | undefined {
  const record = recordOf(body);
  // Text Embeddings Inference answers a bare list.
  const rows = Array.isArray(body) ? body : (record?.results ?? record?.data ?? recordOf(record?.output)?.results); // the last: Qwen
  if (!Array.isArray(rows)) return undefined;
  return rows.flatMap((row) => {
    const { index, relevance_score: relevance, score } = recordOf(row) ?? {};
    const place = numberOf(index);
    const value = numberOf(relevance) ?? numberOf(score);
    return place === undefined || value === undefined ? [] : [{ index: place, score: value }];
  });
}

function decodeRerank(
  reply: WireReply,
  { scores, cost: costOf }: Pick<RerankWire, 'cost'> & Required<Pick<RerankWire, 'scores'>>,
  { documents, returnDocuments, topN }: RerankState,
  context: CodecContext,
): Decoded<RerankResponse> {
  const body = reply.json();
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  const found = scores(body);
  if (!found || (found.length === 0 && documents.length > 0))
    throw new KitError('invalid-response', 'The reply holds no scores.', { provider: context.provider });
  const results = [...found]
    .sort((one, other) => other.score - one.score)
    .slice(0, topN)
    .map(({ index, score }): RerankResult => {
      const document = returnDocuments ? documents[index] : undefined;
      return { index, score, ...(document !== undefined && { document }) };
    });
  const record = recordOf(body) ?? {};
  const usage = rerankUsage(record);
  const cost = costOf?.(recordOf(record.usage) ?? {});
  const { model, id } = record;
  return {
    results,
    ...(usage && { usage }),
    ...(cost && { cost }),
    meta: { ...(typeof model === 'string' && { model }), ...(typeof id === 'string' && { responseId: id }) },
  };
}

/** `usage` of vLLM and Jina, `meta` of Cohere, `input_tokens` of DeepInfra. */
function rerankUsage(body: JsonRecord): Usage | undefined {
  const raw = recordOf(body.usage) ?? recordOf(body.meta);
  const billed = recordOf(raw?.billed_units);
  const counted = [
    raw?.prompt_tokens,
    raw?.total_tokens,
    recordOf(raw?.tokens)?.input_tokens,
    billed?.input_tokens,
    body.input_tokens,
    body.input_token_count, // watsonx
  ];
  const inputTokens = counted.map(numberOf).find((tokens) => tokens !== undefined);
  const searches = numberOf(billed?.search_units) ?? numberOf(raw?.search_units);
  if (inputTokens === undefined && searches === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(searches !== undefined && { units: { searches } }),
    ...(raw && { raw: raw as JsonObject }),
  };
}
