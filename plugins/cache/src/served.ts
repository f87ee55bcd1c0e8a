// How an answer from the cache looks: it says so, nobody pays for it again, and it made no attempt.
import type { CallContext, PartSource, ResponseMeta } from '@kit/core';
import type { KeptBatch } from './entry.ts';

export type Served = NonNullable<ResponseMeta['cache']>;

interface Billed {
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
  if (!parts.some(({ type }) => type === 'start' || type === 'usage' || type === 'finish')) return parts;
  return parts.flatMap((part) => {
    if (part.type === 'usage') return pays ? [part] : [];
    if (part.type !== 'start' && part.type !== 'finish') return [part];
    return [servedResult(part, context, cache, pays) as Part];
  });
}

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

/** The result or part as it is kept: attempts hold errors and belong to the call that made them, as does what it paid. */
export function keptResult<R>(result: R): R {
  const { usage: _usage, cost: _cost, ...kept } = result as Billed;
  return (kept.meta ? { ...kept, meta: { ...kept.meta, attempts: [] } } : kept) as R;
}

export function keptBatches(batches: readonly KeptBatch[]): readonly KeptBatch[] {
  return batches.map(([atMs, parts]) => [Math.round(atMs), parts.map(keptResult)]);
}
