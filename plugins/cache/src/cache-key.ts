// The key of a call: everything that changes its answer, and nothing else.
import type { Call, CallContext } from '@kit/core';
import { canonical } from './canonical.ts';
import { digest } from './digest.ts';

/** Headers that say who asks or trace the call, and change nothing about its answer. */
const indifferent: ReadonlySet<string> = new Set([
  'baggage',
  'idempotency-key',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-client-request-id',
  'x-correlation-id',
  'x-request-id',
]);

/** Where a key counts: one wrapped provider, or a name that several processes share. */
export interface KeySpace {
  readonly namespace: string;
  readonly provider: string;
  /** More of the call that its answer depends on. */
  readonly vary: ((call: Call) => unknown) | undefined;
}

/**
 * SHA-256 of the canonical call, in hex: nothing of the prompt or of a credential can be read from it. Undefined for a
 * call that has no text of its own: its body is a stream, or a hint is a function.
 */
export function cacheKey(call: Call, space: KeySpace): string | undefined {
  const text = canonical(['v1', call.request ?? {}, ...surroundings(call, space)]);
  return text === undefined ? undefined : digest(text);
}

/** All that an answer depends on beside the request. */
export function surroundings(call: Call, { namespace, provider, vary }: KeySpace): readonly unknown[] {
  const { operation, context } = call;
  return [
    namespace,
    provider,
    operation,
    context.tenant,
    headersThatMatter(context.headers),
    context.query,
    context.credentials,
    context.baseURL,
    patchOf(context),
    context.raw,
    context.strict,
    // Routers choose by these.
    context.target,
    context.tags,
    hintsOf(context),
    vary?.(call),
  ];
}

function headersThatMatter(headers: CallContext['headers']): Readonly<Record<string, string>> | undefined {
  if (!headers) return undefined;
  const kept: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!indifferent.has(lower)) kept[lower] = value;
  }
  return orNothing(kept);
}

/** In a patch, undefined removes a field: it counts. */
function patchOf({ patch }: CallContext): unknown {
  return patch && Object.entries(patch).map(([pointer, value]) => [pointer, value === undefined ? [] : [value]]);
}

/** What is said to the cache itself is no part of the question. */
function hintsOf({ hints }: CallContext): unknown {
  if (!hints) return undefined;
  const { cache: _, ...others } = hints;
  return orNothing(others);
}

/** Nothing said is the same as an empty list of sayings. */
function orNothing<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
