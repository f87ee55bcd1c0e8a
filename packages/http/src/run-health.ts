// Asks a vendor how it is.
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
import type { Exchange } from './definition.ts';
import type { HealthProbe } from './health.ts';

type HealthCall = Call<'health'>;

/** What is asked first. */
type First = (call: HealthCall, codec: CodecContext) => WireRequest;

export async function runHealth(
  call: HealthCall,
  exchange: Exchange,
  probe: HealthProbe,
  first: First,
): Promise<HealthResponse> {
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
