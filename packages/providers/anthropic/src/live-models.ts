// The vendor's live list of models, to its end.
import type { Model } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { decodeModelsPage, encodeModelsPage } from '@kit/transformer-anthropic';
import { allPages } from './pages.ts';

export const modelsOperation: HandledOperation<'models'> = {
  inspect: ({ request }) => encodeModelsPage(request),
  async handle(call, exchange) {
    const { request, context } = call;
    const { items: models, reply } = await allPages<Model>(request.limit, async (after) => {
      const page = await exchange.send(call, encodeModelsPage(request, after));
      const { models: items, after: next } = decodeModelsPage(page);
      return { items, after: next, reply: page };
    });
    return {
      models: models.map((model) => ({ ...model, provider: exchange.provider })),
      meta: exchange.meta(context, reply),
      warnings: [],
    };
  },
};
