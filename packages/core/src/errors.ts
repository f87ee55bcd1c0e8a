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
  | 'authentication'
  | 'permission'
  | 'not-found'
  | 'invalid-request'
  | 'unsupported'
  | 'context-length'
  | 'content-filter'
  | 'billing'
  | 'quota'
  | 'rate-limit'
  | 'overloaded'
  | 'server'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'invalid-response'
  | 'circuit-open'
  | 'queue-full'
  | 'budget-exceeded'
  | 'guard-blocked'
  | 'no-target'
  | 'all-failed'
  | 'invalid-output'
  | 'tool-failed'
  | 'max-turns'
  | 'store-unavailable'
  | 'config';

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

const noAttempts: readonly Attempt[] = [];

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
  declare readonly name: 'KitError';
  static {
    // On the prototype, so that stacks begin with it and printed errors do not list it.
    Object.defineProperty(KitError.prototype, 'name', { value: 'KitError', configurable: true, writable: true });
  }

  readonly code: ErrorCode;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly operation: string | undefined;
  readonly status: number | undefined;
  readonly retry: RetryAdvice;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  readonly credential: string | undefined;
  readonly phase: Phase | undefined;
  readonly field: string | undefined;
  /** What a gateway should answer. */
  readonly httpStatus: number;
  // These hold prompts, answers and whole replies: private, so that they do not appear when an error is printed.
  readonly #attempts: readonly Attempt[];
  readonly #partial: unknown;
  readonly #vendor: JsonValue | undefined;

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
    this.phase = options.phase;
    this.field = options.field;
    this.httpStatus = options.httpStatus ?? rules[code].httpStatus;
    this.#attempts = options.attempts ?? noAttempts;
    this.#partial = options.partial;
    this.#vendor = options.vendor;
  }

  /** Every attempt of the call, in the order in which they began. */
  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  /** What had arrived before the failure, folded like a complete result. */
  get partial(): unknown {
    return this.#partial;
  }

  /** The vendor's parsed error body. */
  get vendor(): JsonValue | undefined {
    return this.#vendor;
  }

  /** True if the same call may succeed when it is made again, with this or another credential. */
  get retryable(): boolean {
    return this.retry === 'same' || this.retry === 'other-key';
  }

  /** A copy with more known about it; fields that are already set stay. */
  with(known: KitErrorOptions): KitError {
    const { attempts, partial, vendor } = this;
    return copyOf(this, {
      provider: this.provider ?? known.provider,
      model: this.model ?? known.model,
      operation: this.operation ?? known.operation,
      status: this.status ?? known.status,
      retry: this.retry,
      retryAfterMs: this.retryAfterMs ?? known.retryAfterMs,
      requestId: this.requestId ?? known.requestId,
      credential: this.credential ?? known.credential,
      attempts: attempts.length > 0 ? attempts : known.attempts,
      partial: partial ?? known.partial,
      phase: this.phase ?? known.phase,
      vendor: vendor ?? known.vendor,
      field: this.field ?? known.field,
      httpStatus: this.httpStatus,
      cause: this.cause ?? known.cause,
    });
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
          provider,
          model,
          target,
          outcome,
          status,
          totalMs: timings.totalMs,
          code: error?.code,
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

/** The error with another account of what had arrived: a layer that changes a stream must not hand out what it changed. */
export function withPartial(error: KitError, partial: unknown): KitError {
  const { attempts, vendor, cause } = error;
  return copyOf(error, { ...error, attempts, vendor, cause, partial });
}

/** True for any KitError, also one from another copy of the package. */
export function isKitError(error: unknown, ...codes: readonly ErrorCode[]): error is KitError {
  if (!(error instanceof KitError) && !(error instanceof Error && error.name === 'KitError' && 'code' in error))
    return false;
  return codes.length === 0 || codes.includes((error as KitError).code);
}

/** Any thrown thing as a KitError: aborts become `aborted`, the rest gets `code`. */
export function toKitError(error: unknown, code: ErrorCode = 'server', known: KitErrorOptions = {}): KitError {
  if (isKitError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError')
    return new KitError('aborted', 'The call was aborted.', { ...known, cause: error });
  const message = error instanceof Error ? error.message || error.name : thrownText(error);
  return new KitError(code, message, { ...known, cause: error });
}

function copyOf(error: KitError, options: KitErrorOptions): KitError {
  const copy = new KitError(error.code, error.message, options);
  // Where it went wrong, not where more became known.
  if (error.stack !== undefined) copy.stack = error.stack;
  return copy;
}

// Anything can be thrown, also what cannot be turned into a string.
function thrownText(thrown: unknown): string {
  return typeof thrown === 'string' && thrown !== ''
    ? thrown
    : `Something that is no error was thrown: ${typeof thrown}.`;
}
