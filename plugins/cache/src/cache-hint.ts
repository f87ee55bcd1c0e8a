// What one call wants of the cache: `hints: { cache: … }`.
import { type CallContext, checkOptions, KitError } from '@kit/core';
import { checkDuration, type Duration, durationMs } from './duration.ts';

/**
 * `use` (default): answers from the cache and fills it. `refresh`: asks the vendor and replaces what is there.
 * `bypass` (or `false`): the cache is not there for this call.
 */
export type CacheHint =
  | false
  | 'use'
  | 'refresh'
  | 'bypass'
  | { readonly mode?: 'use' | 'refresh' | 'bypass'; readonly ttl?: Duration };

export interface CallMode {
  readonly mode: 'use' | 'refresh' | 'bypass';
  readonly ttlMs: number | undefined;
}

const modes = ['use', 'refresh', 'bypass'] as const;
const plain: CallMode = { mode: 'use', ttlMs: undefined };

/** @throws KitError `config` for a hint that says nothing. */
export function callMode({ hints }: CallContext): CallMode {
  const hint = hints?.cache as CacheHint | undefined;
  if (hint === undefined || hint === 'use') return plain;
  if (hint === false) return { mode: 'bypass', ttlMs: undefined };
  if (typeof hint === 'string') {
    if (modes.includes(hint)) return { mode: hint, ttlMs: undefined };
    throw new KitError('config', 'hints.cache must be "use", "refresh", "bypass", false or { mode, ttl }.', {
      field: 'hints.cache',
    });
  }
  checkOptions('hints.cache', hint, { mode: modes, ttl: checkDuration });
  const { mode = 'use', ttl } = hint;
  return { mode, ttlMs: ttl === undefined ? undefined : durationMs(ttl, 'hints.cache', 'ttl') };
}
