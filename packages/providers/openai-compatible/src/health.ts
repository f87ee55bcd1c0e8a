// Health: the server's own word for it at its root, else the list of its models.
import { type HealthResponse, isKitError, type WireReply } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { rootURL } from './root-url.ts';

/** A server that is down or still loads its model is an answer; a key that is wrong is an error. */
export function healthOperation(path: string | undefined): HandledOperation<'health'> {
  return {
    inspect: (_call, codec) =>
      path === undefined ? { method: 'GET', path: '/models' } : { method: 'GET', url: `${rootURL(codec)}${path}` },
    async handle(call, exchange): Promise<HealthResponse> {
      const { context } = call;
      const startedAtMs = context.environment.monotonicMs();
      const latencyMs = () => context.environment.monotonicMs() - startedAtMs;
      const models = () => exchange.send(call, { method: 'GET', path: '/models' });
      const own = async (): Promise<WireReply> => {
        if (path === undefined) return models();
        try {
          return await exchange.send(call, { method: 'GET', url: `${rootURL(exchange.codec(call))}${path}` });
        } catch (error) {
          // Behind a proxy, or in an older version, there is nothing at that path.
          if (isKitError(error, 'not-found', 'unsupported')) return models();
          throw error;
        }
      };
      try {
        const reply = await own();
        return { status: 'ok', latencyMs: latencyMs(), meta: exchange.meta(context, reply), warnings: [] };
      } catch (error) {
        // llama.cpp answers 503 while it loads its model.
        const degraded = isKitError(error, 'overloaded', 'rate-limit');
        if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
        const meta = { provider: exchange.provider, timings: {}, attempts: context.trace.attempts };
        return {
          status: degraded ? 'degraded' : 'down',
          latencyMs: latencyMs(),
          detail: error.message,
          meta,
          warnings: [],
        };
      }
    },
  };
}
