// Health: the cheapest authenticated request there is.
import { isKitError, type HealthResponse } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { encodeModelsPage } from '@kit/transformer-anthropic';

const probe = encodeModelsPage({ limit: 1 });

/** A vendor that is down or overloaded is an answer; a key that is wrong is an error. */
export const healthOperation: HandledOperation<'health'> = {
  inspect: () => probe,
  async handle(call, exchange) {
    const { context } = call;
    const startedAtMs = context.environment.monotonicMs();
    const result = (status: HealthResponse['status'], meta: HealthResponse['meta'], detail?: string): HealthResponse => ({
      status, latencyMs: context.environment.monotonicMs() - startedAtMs, ...(detail !== undefined && { detail }), meta, warnings: [],
    });
    try {
      return result('ok', exchange.meta(context, await exchange.send(call, probe)));
    } catch (error) {
      const degraded = isKitError(error, 'overloaded', 'rate-limit');
      if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
      return result(degraded ? 'degraded' : 'down', { provider: exchange.provider, timings: {}, attempts: context.trace.attempts }, error.message);
    }
  },
};
