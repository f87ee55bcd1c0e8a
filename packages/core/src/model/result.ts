// What every result has in common: where it came from, what it used, what it cost.
import type { KitError } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import type { Warning } from '../warnings.ts';
import type { Usage } from './usage.ts';

export interface Result {
  readonly meta: ResponseMeta;
  readonly usage?: Usage;
  /** Absent when no price is known. */
  readonly cost?: Cost;
  readonly warnings: readonly Warning[];
}

export interface CacheHit {
  /** `shared`: the answer of another call that was under way. */
  readonly hit: 'exact' | 'semantic' | 'shared';
  readonly ageMs?: number;
  readonly key?: string;
  /** Of a semantic hit: the cosine of the two questions, 0 to 1. */
  readonly similarity?: number;
}

export interface ResponseMeta {
  /** Instance id of the provider that answered. */
  readonly provider: string;
  /** Model that was asked for, as sent. */
  readonly requestedModel?: string;
  /** Model that answered, as the vendor names it. */
  readonly model?: string;
  /** The vendor's id of this response. */
  readonly responseId?: string;
  /** The vendor's id of the HTTP request, for support. */
  readonly requestId?: string;
  readonly status?: number;
  readonly timings: Timings;
  /** Every attempt of this call so far, the answering one last. */
  readonly attempts: readonly Attempt[];
  readonly rateLimit?: RateLimitState;
  /** Label of the credential used, never the credential. */
  readonly credential?: string;
  /** How a cache answered, if one did. */
  readonly cache?: CacheHit;
  /** Service tier that the vendor billed. */
  readonly serviceTier?: string;
  /** Anything else the vendor says about its answer (`system_fingerprint`, safety ratings, …). */
  readonly vendor?: Readonly<Record<string, JsonValue | undefined>>;
}

/** Milliseconds, counted from the start of the attempt. */
export interface Timings {
  readonly queueMs?: number;
  /** Until the response headers. */
  readonly headersMs?: number;
  /** Until the first content; for a complete reply, until its body. */
  readonly firstPartMs?: number;
  readonly totalMs?: number;
}

/** One request to one vendor, whether it answered or not. */
export interface Attempt {
  readonly provider: string;
  readonly operation: string;
  readonly model?: string;
  /** Target id, if the attempt went through a target. */
  readonly target?: string;
  readonly credential?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly timings: Timings;
  readonly outcome: 'pending' | 'complete' | 'failed' | 'cancelled' | 'abandoned';
  readonly status?: number;
  readonly requestId?: string;
  readonly usage?: Usage;
  readonly cost?: Cost;
  readonly error?: KitError;
}

/** What the vendor says is left, for each limit it names (`requests`, `tokens`, `input-tokens`, …). */
export interface RateLimitState {
  readonly limits: readonly RateLimit[];
  readonly retryAfterMs?: number;
}

export interface RateLimit {
  readonly name: string;
  /** Span of the limit as far as the vendor names it: `minute`, `day`, … */
  readonly window?: string;
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds since the epoch. */
  readonly resetAt?: number;
}

/** Money. Unknown prices make `undefined`, never zero. */
export interface Cost {
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** `vendor`: reported with the answer; `catalogue`: usage × list price. */
  readonly source: 'vendor' | 'catalogue';
  /** True when attempts that were lost on the way are in `amount`. */
  readonly includesLostAttempts: boolean;
  /** Amounts by bucket, for a cost from the catalogue. */
  readonly breakdown?: Readonly<Record<string, number>>;
}
