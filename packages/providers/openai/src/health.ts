// Health: the list of models is cheap and needs the key, so it shows both that the service answers and that it lets us in.
import type { HealthResponse } from '@kit/core';
import type { HandledOperation } from '@kit/http';

export const health: HandledOperation<'health'> = {
  async handle(call, exchange): Promise<HealthResponse> {
    const { context, request } = call;
    const startedAtMs = context.environment.monotonicMs();
    const path = request?.model === undefined ? '/models' : `/models/${encodeURIComponent(request.model)}`;
    const reply = await exchange.send(call, { method: 'GET', path });
    // The page of a proxy is no answer of the service.
    reply.json();
    return {
      status: 'ok',
      latencyMs: context.environment.monotonicMs() - startedAtMs,
      meta: exchange.meta(context, reply),
      warnings: [],
    };
  },
  inspect: () => ({ method: 'GET', path: '/models' }),
};
