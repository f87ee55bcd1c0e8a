// The live list of models, all pages of it; and health, which is its first line.
import { type HealthResponse, isKitError, type Model } from '@kit/core';
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

export const healthOperation: HandledOperation<'health'> = {
  async handle(call, exchange): Promise<HealthResponse> {
    const startedAtMs = call.context.environment.monotonicMs();
    const latency = () => Math.round(call.context.environment.monotonicMs() - startedAtMs);
    try {
      const reply = await exchange.send(call, encodeModelsPage(undefined, 1));
      // The page of a proxy is no answer of the service.
      reply.json();
      return { status: 'ok', latencyMs: latency(), meta: exchange.meta(call.context, reply), warnings: [] };
    } catch (error) {
      // A bad key and an abort are the caller's to know; anything else is the answer.
      if (!isKitError(error, 'overloaded', 'server', 'network', 'timeout', 'rate-limit', 'invalid-response'))
        throw error;
      const status = error.code === 'overloaded' || error.code === 'rate-limit' ? 'degraded' : 'down';
      return {
        status,
        latencyMs: latency(),
        detail: error.message,
        meta: { provider: exchange.provider, timings: {}, attempts: call.context.trace.attempts },
        warnings: [],
      };
    }
  },
  inspect: () => encodeModelsPage(undefined, 1),
};
