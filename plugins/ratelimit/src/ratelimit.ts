// ratelimit: keeps calls within limits, ours and the vendor's.
import {
  type Call,
  type Handler,
  type Middleware,
  type Observer,
  type Operation,
  observe,
  type WrapPoint,
} from '@kit/core';
import { Limiter } from './limiter.ts';
import { checkRatelimitOptions, type RatelimitOptions } from './ratelimit-options.ts';

/** Operations that make no model work. */
const notCounted: ReadonlySet<string> = new Set(['models', 'health', 'files', 'voices', 'countTokens']);

/**
 * Keeps calls within limits of requests, tokens and concurrency, for complete and streamed replies alike. Calls that
 * cannot go yet wait in a bounded, fair queue; those that would wait too long fail at once with `rate-limit` or
 * `queue-full` and say when to come again (`retryAfterMs`). Slows down before the vendor's own limits are reached.
 *
 * @example
 * const ai = pipeline(openai()).use(retry(), ratelimit({ requestsPerMinute: 600, tokensPerMinute: 200_000 }));
 *
 * @throws KitError `config` for a wrong option.
 */
export function ratelimit(options: RatelimitOptions = {}): Middleware {
  checkRatelimitOptions(options);
  const counted = options.operations && new Set(options.operations);
  let limiter: Limiter | undefined;
  return {
    name: 'ratelimit',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      if (counted ? !counted.has(at.operation) : notCounted.has(at.operation)) return next;
      limiter ??= new Limiter(options, at.environment);
      const { enter } = limiter;
      const provider = at.provider.id;
      return async (call) => {
        const entered = enter(call as unknown as Call, provider);
        const limited = entered instanceof Promise ? await entered : entered;
        return observe(next, () => limited as unknown as Observer<K>)(call);
      };
    },
    close: async () => limiter?.close(),
  };
}
