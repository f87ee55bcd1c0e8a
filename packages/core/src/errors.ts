// KitError: the one error class, with a closed set of codes and the right answer to "what may help?".
import type { JsonValue } from './json.ts';
import type { Attempt } from './model/result.ts';

/**
 * - `authentication` the credential is missing, wrong or expired · `permission` it may not do this
 * - `not-found` model, file or route unknown · `invalid-request` the vendor refuses the request as written
 * - `unsupported` this provider or model cannot do that · `context-length` the input is too long
 * - `content-filter` the input was refused · `billing` unpaid, no balance · `quota` the period's allowance is used up
 * - `rate-limit` too fast · `overloaded` the vendor has no capacity · `server` the vendor failed
 * - `network` no or a broken connection · `timeout` a deadline passed (`phase`) · `aborted` the caller's signal (`cause`)
 * - `invalid-response` the vendor's bytes make no sense, or the stream ended before its end
 * - `circuit-open`, `queue-full`, `budget-exceeded`, `guard-blocked` a plugin refused
 * - `no-target` no target was eligible · `all-failed` every target failed for its own reason
 * - `invalid-output`, `tool-failed`, `max-turns` tools and structured output · `store-unavailable` a shared store is down
 * - `config` kit was set up wrongly
 */
export type ErrorCode =
  | 'authentication' | 'permission' | 'not-found' | 'invalid-request' | 'unsupported' | 'context-length'
  | 'content-filter' | 'billing' | 'quota' | 'rate-limit' | 'overloaded' | 'server' | 'network' | 'timeout' | 'aborted'
  | 'invalid-response' | 'circuit-open' | 'queue-full' | 'budget-exceeded' | 'guard-blocked' | 'no-target' | 'all-failed'
  | 'invalid-output' | 'tool-failed' | 'max-turns' | 'store-unavailable' | 'config';

/** What may help: nothing, the same again, another credential, another provider. */
export type RetryAdvice = 'never' | 'same' | 'other-key' | 'other-provider';

/** Where a call was when its deadline passed or it was aborted. */
export type Phase = 'queue' | 'connect' | 'headers' | 'first-part' | 'idle' | 'drip' | 'body' | 'total';

interface CodeRule {
  readonly retry: RetryAdvice;
  /** What a gateway should answer. */
  readonly httpStatus: number;
}

const rules: Readonly<Record<ErrorCode, CodeRule>> = {
  authentication: { retry: 'other-key', httpStatus: 401 },
  permission: { retry: 'other-key', httpStatus: 403 },
  'not-found': { retry: 'other-provider', httpStatus: 404 },
  'invalid-request': { retry: 'never', httpStatus: 400 },
  unsupported: { retry: 'other-provider', httpStatus: 400 },
  'context-length': { retry: 'other-provider', httpStatus: 400 },
  'content-filter': { retry: 'other-provider', httpStatus: 400 },
  billing: { retry: 'other-key', httpStatus: 402 },
  quota: { retry: 'other-key', httpStatus: 429 },
  'rate-limit': { retry: 'same', httpStatus: 429 },
  overloaded: { retry: 'same', httpStatus: 503 },
  server: { retry: 'same', httpStatus: 502 },
  network: { retry: 'same', httpStatus: 502 },
  timeout: { retry: 'same', httpStatus: 504 },
  aborted: { retry: 'never', httpStatus: 499 },
  'invalid-response': { retry: 'same', httpStatus: 502 },
  'circuit-open': { retry: 'other-provider', httpStatus: 503 },
  'queue-full': { retry: 'other-provider', httpStatus: 429 },
  'budget-exceeded': { retry: 'never', httpStatus: 402 },
  'guard-blocked': { retry: 'never', httpStatus: 400 },
  'no-target': { retry: 'never', httpStatus: 503 },
  'all-failed': { retry: 'never', httpStatus: 502 },
  'invalid-output': { retry: 'same', httpStatus: 502 },
  'tool-failed': { retry: 'never', httpStatus: 500 },
  'max-turns': { retry: 'never', httpStatus: 500 },
  'store-unavailable': { retry: 'same', httpStatus: 503 },
  config: { retry: 'never', httpStatus: 500 },
};

/** All codes, for exhaustive tables and schemas. */
export const errorCodes = Object.keys(rules) as readonly ErrorCode[];

export interface KitErrorOptions {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
  /** HTTP status that the vendor answered. */
  readonly status?: number | undefined;
  readonly retry?: RetryAdvice | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
  /** Label of the credential used, never the credential. */
  readonly credential?: string | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  /** What had arrived before the failure, folded like a complete result. */
  readonly partial?: unknown;
  readonly phase?: Phase | undefined;
  /** The vendor's parsed error body. */
  readonly vendor?: JsonValue | undefined;
  /** The option or request field that is wrong. */
  readonly field?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly cause?: unknown;
}

/** Every failure of every kit package. `code` says what happened, `retry` what may help. */
export class KitError extends Error {
  override readonly name = 'KitError';
  readonly code: ErrorCode;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly operation: string | undefined;
  readonly status: number | undefined;
  readonly retry: RetryAdvice;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  readonly credential: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly partial: unknown;
  readonly phase: Phase | undefined;
  readonly vendor: JsonValue | undefined;
  readonly field: string | undefined;
  /** What a gateway should answer. */
  readonly httpStatus: number;

  constructor(code: ErrorCode, message: string, options: KitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.provider = options.provider;
    this.model = options.model;
    this.operation = options.operation;
    this.status = options.status;
    this.retry = options.retry ?? rules[code].retry;
    this.retryAfterMs = options.retryAfterMs;
    this.requestId = options.requestId;
    this.credential = options.credential;
    this.attempts = options.attempts ?? [];
    this.partial = options.partial;
    this.phase = options.phase;
    this.vendor = options.vendor;
    this.field = options.field;
    this.httpStatus = options.httpStatus ?? rules[code].httpStatus;
    // What had arrived can be large and holds the answer's text: it must not appear when an error is printed.
    hide(this, 'partial', 'attempts', 'vendor');
  }

  /** True if the same call may succeed when it is made again, with this or another credential. */
  get retryable(): boolean {
    return this.retry === 'same' || this.retry === 'other-key';
  }

  /** A copy with more known about it; fields that are already set stay. */
  with(known: KitErrorOptions): KitError {
    const copy = new KitError(this.code, this.message, {
      provider: this.provider ?? known.provider,
      model: this.model ?? known.model,
      operation: this.operation ?? known.operation,
      status: this.status ?? known.status,
      retry: this.retry,
      retryAfterMs: this.retryAfterMs ?? known.retryAfterMs,
      requestId: this.requestId ?? known.requestId,
      credential: this.credential ?? known.credential,
      attempts: this.attempts.length > 0 ? this.attempts : known.attempts,
      partial: this.partial ?? known.partial,
      phase: this.phase ?? known.phase,
      vendor: this.vendor ?? known.vendor,
      field: this.field ?? known.field,
      httpStatus: this.httpStatus,
      cause: this.cause ?? known.cause,
    });
    if (this.stack !== undefined) copy.stack = this.stack;
    return copy;
  }

  /**
   * Safe to log: no credential, no prompt, no answer, no vendor body (vendors quote prompts in theirs).
   * `attempts` are reduced to what happened.
   */
  toJSON(): KitErrorJson {
    return {
      name: 'KitError',
      code: this.code,
      message: this.message,
      provider: this.provider,
      model: this.model,
      operation: this.operation,
      status: this.status,
      retry: this.retry,
      retryAfterMs: this.retryAfterMs,
      requestId: this.requestId,
      credential: this.credential,
      phase: this.phase,
      field: this.field,
      httpStatus: this.httpStatus,
      ...(this.attempts.length > 0 && {
        attempts: this.attempts.map(({ provider, model, target, outcome, status, timings, error }) => ({
          provider, model, target, outcome, status, totalMs: timings.totalMs, code: error?.code,
        })),
      }),
    };
  }
}

export interface KitErrorJson {
  readonly name: 'KitError';
  readonly code: ErrorCode;
  readonly message: string;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly retry: RetryAdvice;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
  readonly credential?: string | undefined;
  readonly phase?: Phase | undefined;
  readonly field?: string | undefined;
  readonly httpStatus: number;
  readonly attempts?: readonly {
    readonly provider: string;
    readonly model?: string | undefined;
    readonly target?: string | undefined;
    readonly outcome: Attempt['outcome'];
    readonly status?: number | undefined;
    readonly totalMs?: number | undefined;
    readonly code?: ErrorCode | undefined;
  }[];
}

/** True for any KitError, also one from another copy of the package. */
export function isKitError(error: unknown, ...codes: readonly ErrorCode[]): error is KitError {
  if (!(error instanceof KitError) && !(error instanceof Error && error.name === 'KitError' && 'code' in error)) return false;
  return codes.length === 0 || codes.includes((error as KitError).code);
}

/** Any thrown thing as a KitError: aborts become `aborted`, the rest gets `code`. */
export function toKitError(error: unknown, code: ErrorCode = 'server', known: KitErrorOptions = {}): KitError {
  if (isKitError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return new KitError('aborted', 'The call was aborted.', { ...known, cause: error });
  const message = error instanceof Error && error.message ? error.message : String(error);
  return new KitError(code, message, { ...known, cause: error });
}

function hide(error: KitError, ...fields: readonly (keyof KitError)[]) {
  for (const field of fields) Object.defineProperty(error, field, { value: error[field], enumerable: false });
}
