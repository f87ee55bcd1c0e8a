// The live list of models, all pages of it.
import type { Model } from '@kit/core';
import { collectPages, type HandledOperation } from '@kit/http';
import { decodeModelsPage, encodeModelsPage } from '@kit/transformer-gemini';

export const modelsOperation: HandledOperation<'models'> = {
  async handle(call, exchange) {
    const { limit } = call.request;
    let reply: Awaited<ReturnType<typeof exchange.send>> | undefined;
    const models = await collectPages<Model>(
      async (pageToken) => {
        reply = await exchange.send(call, encodeModelsPage(pageToken, limit));
        const page = decodeModelsPage(reply.json());
        return { items: page.models, next: page.nextPageToken };
      },
      limit === undefined ? {} : { limit },
    );
    const meta = reply
      ? exchange.meta(call.context, reply)
      : { provider: exchange.provider, timings: {}, attempts: [] };
    return { models: models.map((model) => ({ ...model, provider: exchange.provider })), meta, warnings: [] };
  },
  inspect: (call) => encodeModelsPage(undefined, call.request.limit),
};
