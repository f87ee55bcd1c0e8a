// Health: a short list of models, which costs nothing.
import { type HealthResponse, isKitError, type WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';

const probe: WireRequest = { method: 'GET', path: '/foundation-models', query: { byInferenceType: 'PROVISIONED' } };

/** A vendor that is down or overloaded is an answer; a key that is wrong is an error. */
export const healthOperation: HandledOperation<'health'> = {
  inspect: () => probe,
  async handle(call, exchange) {
    const { context } = call;
    const startedAtMs = context.environment.monotonicMs();
    const result = (
      status: HealthResponse['status'],
      meta: HealthResponse['meta'],
      detail?: string,
    ): HealthResponse => ({
      status,
      latencyMs: context.environment.monotonicMs() - startedAtMs,
      ...(detail !== undefined && { detail }),
      meta,
      warnings: [],
    });
    try {
      const reply = await exchange.send(call, probe);
      return result('ok', exchange.meta(context, reply));
    } catch (error) {
      const degraded = isKitError(error, 'overloaded', 'rate-limit');
      if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
      const meta = { provider: exchange.provider, timings: {}, attempts: context.trace.attempts };
      return result(degraded ? 'degraded' : 'down', meta, error.message);
    }
  },
};
