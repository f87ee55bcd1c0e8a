// Health: whether the vendor answers and lets us in. Every provider asks in its own way; what comes of it is told in one.
import {
  type Call,
  type CodecContext,
  type HealthResponse,
  isKitError,
  type KitError,
  type ResponseMeta,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from './definition.ts';

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
    async handle(call, exchange): Promise<HealthResponse> {
      const { context } = call;
      const startedAtMs = context.environment.monotonicMs();
      const result = (status: HealthResponse['status'], meta: ResponseMeta, detail?: string): HealthResponse => ({
        status,
        latencyMs: context.environment.monotonicMs() - startedAtMs,
        ...(detail !== undefined && { detail }),
        meta,
        warnings: [],
      });
      try {
        const reply = await ask(call, exchange, first(call, exchange.codec(call)), probe);
        return result('ok', exchange.meta(context, reply), (probe.read ?? anyJson)(reply));
      } catch (error) {
        if (!isKitError(error) || isCallers(error)) throw error;
        const status = error.code === 'overloaded' || error.code === 'rate-limit' ? 'degraded' : 'down';
        return result(status, metaOf(error, call, exchange), error.message);
      }
    },
  };
}

async function ask(
  call: HealthCall,
  exchange: Exchange,
  first: WireRequest,
  { otherwise, baseURL }: HealthProbe,
): Promise<WireReply> {
  try {
    return await exchange.send(call, first, { baseURL });
  } catch (error) {
    if (otherwise && isKitError(error, 'not-found', 'unsupported')) return exchange.send(call, otherwise);
    throw error;
  }
}

function anyJson(reply: WireReply): undefined {
  reply.json();
}

/** Not the vendor's doing: an abort, or something that is wrong before a request is sent. */
function isCallers(error: KitError): boolean {
  const { code, field, status } = error;
  return code === 'aborted' || code === 'config' || (field !== undefined && status === undefined);
}

function metaOf(
  { status, requestId, credential }: KitError,
  { context }: HealthCall,
  { provider }: Exchange,
): ResponseMeta {
  const { attempts } = context.trace;
  return {
    provider,
    ...(requestId !== undefined && { requestId }),
    ...(status !== undefined && { status }),
    ...(credential !== undefined && { credential }),
    timings: attempts.at(-1)?.timings ?? {},
    attempts,
  };
}
