// How an answer from the cache looks: it says so, nobody pays for it again, and it made no attempt.
import type { CallContext, PartSource, ResponseMeta } from '@kit/core';

export type Served = NonNullable<ResponseMeta['cache']>;

export interface Billed {
  readonly meta?: Partial<ResponseMeta>;
  readonly usage?: unknown;
  readonly cost?: unknown;
}

/** The meta of a reply that the vendor did not give to this call: its limits, timings and credential are of another. */
export function servedMeta(
  meta: Partial<ResponseMeta> | undefined,
  { trace }: CallContext,
  cache: Served,
): ResponseMeta {
  const { rateLimit: _limits, credential: _credential, ...kept } = meta ?? {};
  return { provider: '', ...kept, timings: {}, attempts: trace.attempts, cache };
}

/** `pays`: the usage is this call's, since nobody else is left whose it could be. */
export function servedResult(result: unknown, context: CallContext, cache: Served, pays = false): unknown {
  const { usage, cost, meta, ...kept } = result as Billed;
  return { ...kept, ...(pays && { usage, cost }), meta: servedMeta(meta, context, cache) };
}

/** Parts for a reader who did not ask the vendor. May be empty: usage alone is nothing to tell. */
function servedParts<Part extends { readonly type: string }>(
  parts: readonly Part[],
  context: CallContext,
  cache: Served,
  pays: boolean,
): readonly Part[] {
  if (!parts.some(isAccount)) return parts;
  const served: Part[] = [];
  for (const part of parts) {
    if (!isAccount(part)) served.push(part);
    else if (part.type !== 'usage') served.push(servedResult(part, context, cache, pays) as Part);
    else if (pays) served.push(part);
  }
  return served;
}

/** True for parts that say who answered, or what was used. */
const isAccount = ({ type }: { readonly type: string }) => type === 'start' || type === 'usage' || type === 'finish';

/** What it hands out is served; batches that become empty are left out. `pays` is asked with each of them. */
export function servedSource<Part extends { readonly type: string }>(
  source: PartSource<Part>,
  context: CallContext,
  cache: Served,
  pays = () => false,
): PartSource<Part> {
  return {
    read(wake) {
      for (;;) {
        const batch = source.read(wake);
        if (!batch) return batch;
        const parts = servedParts(batch, context, cache, pays());
        if (parts.length > 0) return parts;
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
}
