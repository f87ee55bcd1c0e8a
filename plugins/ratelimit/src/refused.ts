// The error of a call that cannot go: which limit it is, whose, and when to come again.
import { KitError, type KitErrorOptions } from '@kit/core';

export interface Reason {
  /** Name of the limit; `vendor`: what the vendor says of its own. */
  readonly limit: string;
  readonly amount: number | undefined;
  readonly key: string;
  readonly known: KitErrorOptions;
}

export function refused(
  code: 'rate-limit' | 'queue-full',
  { limit, amount, key, known }: Reason,
  waitMs: number,
): KitError {
  const retryAfterMs = Math.max(1, Math.ceil(waitMs));
  const which = amount === undefined ? limit : `${limit}: ${amount}`;
  const message =
    code === 'queue-full'
      ? `No place in the queue of "${key}" (${which}).`
      : `Too fast for "${key}" (${which}): free again in ${retryAfterMs} ms.`;
  return new KitError(code, message, { ...known, retryAfterMs });
}
