// Health: asks whether the key is good, which costs nothing.
import { type HealthResponse, isKitError, KitError, type WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { recordOf } from '@kit/wire';

const probe: WireRequest = { method: 'POST', path: '/v1/check-api-key' };

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
      if (recordOf(reply.json())?.valid === false) {
        throw new KitError('authentication', 'Cohere: the API key is not valid.', { status: reply.status });
      }
      return result('ok', exchange.meta(context, reply));
    } catch (error) {
      const degraded = isKitError(error, 'overloaded', 'rate-limit');
      if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
      const meta = { provider: exchange.provider, timings: {}, attempts: context.trace.attempts };
      return result(degraded ? 'degraded' : 'down', meta, error.message);
    }
  },
};
