// Lists of models: a collection (the official ones), a search, or everything that is public.
import type { JsonValue, Model, WireRequest } from '@kit/core';
import { collectPages, type ShownOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { nextPage } from './next-page.ts';
import { type ReplicateModelsOptions, replicateOptions } from './vendor-options.ts';

export const modelsOperation: ShownOperation<'models'> = {
  inspect: ({ request }, codec) => encodeModels(replicateOptions(request.vendor, codec) as ReplicateModelsOptions),
  async handle(call, exchange) {
    const { request, context } = call;
    const wire = encodeModels(replicateOptions(request.vendor, exchange.codec(call)) as ReplicateModelsOptions);
    let reply = await exchange.send(call, wire);
    const models = await collectPages<Model>(
      async (cursor) => {
        if (cursor !== undefined) reply = await exchange.send(call, nextPage(cursor, wire));
        const page = recordOf(reply.json());
        const rows = [...arrayOf(page?.models), ...arrayOf(page?.results)].filter(isRecord);
        const items = rows.flatMap(modelOf).map((model) => ({ ...model, provider: exchange.provider }));
        return { items, next: stringOf(page?.next) };
      },
      request.limit === undefined ? {} : { limit: request.limit },
    );
    return { models, meta: exchange.meta(context, reply), warnings: [] };
  },
};

function encodeModels({ collection = 'official', query, all }: ReplicateModelsOptions): WireRequest {
  if (query !== undefined) return { method: 'GET', path: '/search', query: { query } };
  if (all === true) return { method: 'GET', path: '/models' };
  return { method: 'GET', path: `/collections/${encodeURIComponent(collection)}` };
}

/** A search wraps its models: `{ model: {…}, metadata: {…} }`. */
function modelOf(row: JsonRecord): Model[] {
  const model = recordOf(row.model) ?? row;
  const owner = stringOf(model.owner);
  const name = stringOf(model.name);
  if (owner === undefined || name === undefined) return [];
  const description = stringOf(model.description);
  return [{ id: `${owner}/${name}`, name, ...(description && { description }), raw: model as JsonValue }];
}
