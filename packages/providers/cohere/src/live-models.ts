// The vendor's live list of models, to its end.
import type { JsonValue, Model, ModelsRequest, WireReply, WireRequest } from '@kit/core';
import { collectPages, type HandledOperation, type Page } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const largestPage = 1000;

export const modelsOperation: HandledOperation<'models'> = {
  inspect: ({ request }) => encodePage(request),
  async handle(call, exchange) {
    const { request, context } = call;
    let reply: WireReply | undefined;
    const models = await collectPages<Model>(
      async (pageToken) => {
        reply = await exchange.send(call, encodePage(request, pageToken));
        return decodePage(reply, exchange.provider);
      },
      request.limit === undefined ? {} : { limit: request.limit },
    );
    return { models, meta: exchange.meta(context, reply as WireReply), warnings: [] };
  },
};

/** One page. `vendor.cohere` may narrow the list: `{ endpoint: 'embed', default_only: true }`. */
function encodePage({ limit = largestPage, vendor }: ModelsRequest, pageToken?: string): WireRequest {
  const own = Object.entries(vendor?.cohere ?? {}).map(([name, value]) => [name, String(value)] as const);
  const size = Math.max(1, Math.min(limit, largestPage));
  return {
    method: 'GET',
    path: '/v1/models',
    query: { page_size: String(size), page_token: pageToken, ...Object.fromEntries(own) },
  };
}

function decodePage(reply: WireReply, provider: string): Page<Model> {
  const body = recordOf(reply.json());
  const rows = arrayOf(body?.models).filter(isRecord);
  const models = rows.map((row) => decodeModel(row, provider)).filter((model) => model !== undefined);
  return { items: models, next: stringOf(body?.next_page_token) };
}

/** The vendor's words for what kit has words of its own for. */
const capabilityNames: Readonly<Record<string, string>> = { json_mode: 'json', json_schema: 'json-schema' };

function decodeModel(row: JsonRecord, provider: string): Model | undefined {
  const id = stringOf(row.name);
  if (id === undefined) return undefined;
  const contextWindow = numberOf(row.context_length);
  const maxOutput = numberOf(recordOf(row.config)?.max_output_tokens);
  const endpoints = arrayOf(row.endpoints).filter((endpoint) => typeof endpoint === 'string');
  const features = arrayOf(row.features).filter((feature) => typeof feature === 'string');
  const kind = kindOf(endpoints);
  return {
    id,
    provider,
    ...(kind !== undefined && { kind }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutput !== undefined && { maxOutput }),
    ...(features.length > 0 && { capabilities: features.map((name) => capabilityNames[name] ?? name) }),
    ...(row.is_deprecated === true && { status: 'deprecated' }),
    raw: row as JsonValue,
  };
}

function kindOf(endpoints: readonly string[]): Model['kind'] {
  if (endpoints.includes('chat')) return 'chat';
  if (endpoints.some((endpoint) => endpoint.startsWith('embed'))) return 'embedding';
  if (endpoints.includes('rerank')) return 'rerank';
  return endpoints.some((endpoint) => endpoint.includes('transcri')) ? 'transcription' : undefined;
}
