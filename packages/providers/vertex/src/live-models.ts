// The live list of Google's models, all pages of it; its first line also tells whether the token is good.
import type { Model } from '@kit/core';
import { collectPages, type HandledOperation, healthOperation } from '@kit/http';
import { decodeModelsPage, encodeModelsPage } from '@kit/transformer-gemini';
import type { VertexPlace } from './endpoint.ts';

/** The list belongs to no project. */
function pageRequest({ apiHost, express }: VertexPlace, pageToken?: string, limit?: number) {
  const { path: _, ...request } = encodeModelsPage(pageToken, limit);
  const path = '/publishers/google/models';
  return apiHost === undefined || express ? { ...request, path } : { ...request, url: `${apiHost}/v1beta1${path}` };
}

export const health = (place: VertexPlace) => healthOperation({ ask: pageRequest(place, undefined, 1) });

export function modelsOperation(place: VertexPlace): HandledOperation<'models'> {
  return {
    inspect: ({ request }) => pageRequest(place, undefined, request.limit),
    async handle(call, exchange) {
      const { limit } = call.request;
      let reply = await exchange.send(call, pageRequest(place, undefined, limit));
      const models = await collectPages<Model>(
        async (pageToken) => {
          if (pageToken !== undefined) reply = await exchange.send(call, pageRequest(place, pageToken, limit));
          const page = decodeModelsPage(reply.json());
          return { items: page.models, next: page.nextPageToken };
        },
        limit === undefined ? {} : { limit },
      );
      const meta = exchange.meta(call.context, reply);
      return { models: models.map((model) => ({ ...model, provider: exchange.provider })), meta, warnings: [] };
    },
  };
}
