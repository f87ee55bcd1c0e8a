// Health: which version answers.
import { type HealthResponse, isKitError, type WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { parseJson, recordOf, stringOf } from '@kit/wire';

const probe: WireRequest = { method: 'GET', path: '/api/version' };

/** A server that is not there is an answer. */
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
      const version = stringOf(recordOf(parseJson(reply.text()))?.version);
      return result('ok', exchange.meta(context, reply), version === undefined ? undefined : `version ${version}`);
    } catch (error) {
      const degraded = isKitError(error, 'overloaded', 'rate-limit');
      if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
      const meta = { provider: exchange.provider, timings: {}, attempts: context.trace.attempts };
      return result(degraded ? 'degraded' : 'down', meta, error.message);
    }
  },
};
