// Health: a short list of models costs nothing and needs credentials, so it shows that the service answers and lets us in.
import type { HealthResponse, WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';

const probe: WireRequest = { method: 'GET', path: '/foundation-models', query: { byInferenceType: 'PROVISIONED' } };

export const healthOperation: HandledOperation<'health'> = {
  async handle(call, exchange): Promise<HealthResponse> {
    const { context } = call;
    const startedAtMs = context.environment.monotonicMs();
    const reply = await exchange.send(call, probe);
    // The page of a proxy is no answer of the service.
    reply.json();
    const latencyMs = context.environment.monotonicMs() - startedAtMs;
    return { status: 'ok', latencyMs, meta: exchange.meta(context, reply), warnings: [] };
  },
  inspect: () => probe,
};
