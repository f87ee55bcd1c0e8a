// Limits as what they take from in the store.
import type { Take } from '@kit/store';

/** Whole numbers. What is absent is not limited. */
export interface RateLimits {
  readonly requestsPerSecond?: number;
  readonly requestsPerMinute?: number;
  readonly requestsPerDay?: number;
  /** Input and output together. */
  readonly tokensPerSecond?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerDay?: number;
  /** Calls under way; a stream is until its end. */
  readonly concurrency?: number;
}

export type LimitName = keyof RateLimits;

const windows = {
  requestsPerSecond: { counts: 'requests', spanMs: 1_000 },
  requestsPerMinute: { counts: 'requests', spanMs: 60_000 },
  requestsPerDay: { counts: 'requests', spanMs: 86_400_000 },
  tokensPerSecond: { counts: 'tokens', spanMs: 1_000 },
  tokensPerMinute: { counts: 'tokens', spanMs: 60_000 },
  tokensPerDay: { counts: 'tokens', spanMs: 86_400_000 },
} as const;

export const limitNames = [...Object.keys(windows), 'concurrency'] as readonly LimitName[];

/** True if a call's tokens matter. */
export const limitsTokens = ({ tokensPerSecond, tokensPerMinute, tokensPerDay }: RateLimits): boolean =>
  (tokensPerSecond ?? tokensPerMinute ?? tokensPerDay) !== undefined;

/** What one call takes, each with the limit that it is for. */
export type LimitTake = Take & { readonly limitName: LimitName; readonly counts: 'requests' | 'tokens' | 'places' };

/** `key` begins every key in the store. A call that is larger than a whole window takes the whole window. */
export function takesOf(limits: RateLimits, key: string, tokens: number): LimitTake[] {
  const takes: LimitTake[] = [];
  for (const limitName of limitNames) {
    const limit = limits[limitName];
    if (limit === undefined) continue;
    if (limitName === 'concurrency') {
      takes.push({ kind: 'level', key: `${key}/concurrency`, amount: 1, limit, limitName, counts: 'places' });
      continue;
    }
    const { counts, spanMs } = windows[limitName];
    const amount = counts === 'requests' ? 1 : Math.min(limit, Math.ceil(tokens));
    takes.push({ kind: 'window', key: `${key}/${limitName}`, amount, limit, spanMs, limitName, counts });
  }
  return takes;
}
