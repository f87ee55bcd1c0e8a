// Health: whether the vendor answers and lets us in. Every provider asks in its own way; what comes of it is told in one.
import type { Call, CodecContext, WireReply, WireRequest } from '@kit/core';
import type { HandledOperation } from './definition.ts';

type HealthCall = Call<'health'>;

/** What a vendor is asked, and what its reply says. */
export interface HealthProbe {
  /** A request that costs nothing and, where there are keys, needs one. */
  readonly ask: WireRequest | ((call: HealthCall, codec: CodecContext) => WireRequest);
  /** Host of `ask`, where it is not that of everything else. A `baseURL` that the user sets stands in for it. */
  readonly baseURL?: string;
  /** Asked where the vendor has nothing at the first place. */
  readonly otherwise?: WireRequest;
  /**
   * Reads the reply; what it answers is the result's `detail`. Any JSON will do if absent: the page of a proxy is no
   * answer of the service. @throws KitError for a reply that says that the vendor is not well
   */
  readonly read?: (reply: WireReply) => string | undefined;
}

/**
 * The operation `health`. It answers `ok`, `degraded` (the vendor is there, and has too much to do) or `down` (nobody is
 * there, or it is of no use: a wrong key, an empty balance, a page of a proxy), with the reason as `detail`.
 * @throws KitError for what the caller did: a configuration that cannot work, a missing key, an abort
 */
export function healthOperation(probe: HealthProbe): HandledOperation<'health'> {
  const first = (call: HealthCall, codec: CodecContext) =>
    typeof probe.ask === 'function' ? probe.ask(call, codec) : probe.ask;
  return {
    inspect: first,
    baseURL: probe.baseURL,
    async handle(call, exchange) {
      const { runHealth } = await import('./run-health.ts');
      return runHealth(call, exchange, probe, first);
    },
  };
}
