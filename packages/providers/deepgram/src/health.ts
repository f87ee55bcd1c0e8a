// Health: the projects that the key opens, which costs nothing.
import { type HealthResponse, isKitError, type WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';

const probe: WireRequest = { method: 'GET', path: '/projects' };

/** A vendor that is down or overloaded is an answer; a key that is wrong is an error. */
export const healthOperation: HandledOperation<'health'> = {
  inspect: () => probe,
  async handle(call, exchange): Promise<HealthResponse> {
    const { context } = call;
    const startedAtMs = context.environment.monotonicMs();
    const latencyMs = () => context.environment.monotonicMs() - startedAtMs;
    try {
      const reply = await exchange.send(call, probe);
      return { status: 'ok', latencyMs: latencyMs(), meta: exchange.meta(context, reply), warnings: [] };
    } catch (error) {
      const degraded = isKitError(error, 'overloaded', 'rate-limit');
      if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
      const meta = { provider: exchange.provider, timings: {}, attempts: context.trace.attempts };
      const status = degraded ? 'degraded' : 'down';
      return { status, latencyMs: latencyMs(), detail: error.message, meta, warnings: [] };
    }
  },
};
