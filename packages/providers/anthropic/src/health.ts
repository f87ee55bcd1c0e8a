// Health: the list of models is cheap and needs the key, so it shows both that the service answers and that it lets us in.
import type { HealthResponse } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { encodeModelsPage } from '@kit/transformer-anthropic';

/** One model where the request names it, else the shortest list there is. */
const probe = ({ model }: { readonly model?: string }) =>
  model === undefined
    ? encodeModelsPage({ limit: 1 })
    : { method: 'GET', path: `/models/${encodeURIComponent(model)}` };

export const healthOperation: HandledOperation<'health'> = {
  async handle(call, exchange): Promise<HealthResponse> {
    const { context, request } = call;
    const startedAtMs = context.environment.monotonicMs();
    const reply = await exchange.send(call, probe(request));
    // The page of a proxy is no answer of the service.
    reply.json();
    const latencyMs = context.environment.monotonicMs() - startedAtMs;
    return { status: 'ok', latencyMs, meta: exchange.meta(context, reply), warnings: [] };
  },
  inspect: ({ request }) => probe(request),
};
