// Reranking at the agent runtime: its own wire for every reranking model, in pages.
import {
  type JsonObject,
  KitError,
  type RerankRequest,
  type RerankResult,
  vendorOptions,
  type WireRequest,
} from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';
import { partitionOf } from '../hosts.ts';
import { type BaseModels, foundationModel } from '../model-id.ts';
import { wireId } from '../wire-id.ts';
import { ranked, scoresIn } from './scores.ts';

export interface RerankPlace {
  readonly region: string | undefined;
  readonly baseModels: BaseModels | undefined;
}

export function agentRerank(place: RerankPlace): ShownOperation<'rerank'> {
  return {
    async handle(call, exchange) {
      const { request, context } = call;
      const codec = exchange.codec(call);
      const results: RerankResult[] = [];
      let nextToken: string | undefined;
      for (;;) {
        const reply = await exchange.send(
          call,
          encodePage(request, place, vendorOptions(request.vendor, codec, wireId), nextToken),
        );
        const body = recordOf(reply.json());
        const page = scoresIn(body, request);
        results.push(...page);
        const next = stringOf(body?.nextToken);
        if (!next || next === nextToken || page.length === 0) {
          const known = { ...(request.model !== undefined && { model: request.model, requestedModel: request.model }) };
          // A query with up to a hundred documents is what the list price is for.
          const usage = { state: 'reported', units: { searches: Math.ceil(request.documents.length / 100) } } as const;
          return { ...ranked(results), usage, meta: exchange.meta(context, reply, known), warnings: [] };
        }
        nextToken = next;
      }
    },
    inspect: ({ request }, codec) => encodePage(request, place, vendorOptions(request.vendor, codec, wireId)),
  };
}

function encodePage(
  { model, query, documents, topN = documents.length }: RerankRequest,
  place: RerankPlace,
  own: Readonly<Record<string, unknown>> = {},
  nextToken?: string,
): WireRequest {
  const body = {
    queries: [{ type: 'TEXT', textQuery: { text: query } }],
    sources: documents.map((document) => ({ type: 'INLINE', inlineDocumentSource: sourceOf(document) })),
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: {
        // More than there are documents is refused.
        numberOfResults: Math.min(topN, documents.length),
        modelConfiguration: { modelArn: arnOf(model, place), ...own },
      },
    },
    ...(nextToken !== undefined && { nextToken }),
  };
  return { method: 'POST', path: '/rerank', body: { type: 'json', value: body as JsonObject } };
}

function sourceOf(document: RerankRequest['documents'][number]): JsonObject {
  if (typeof document === 'string') return { type: 'TEXT', textDocument: { text: document } };
  return { type: 'JSON', jsonDocument: { ...document } };
}

function arnOf(model: string | undefined, { region, baseModels }: RerankPlace): string {
  if (model === undefined)
    throw new KitError('invalid-request', 'rerank: `model` is required: set it in the request, or as an option.', {
      field: 'model',
    });
  if (model.startsWith('arn:')) return model;
  if (region === undefined)
    throw new KitError('config', 'rerank: the model is named with its region: set the option `region` or AWS_REGION.', {
      field: 'region',
    });
  return `arn:${partitionOf(region)}:bedrock:${region}::foundation-model/${foundationModel(model, baseModels)}`;
}
