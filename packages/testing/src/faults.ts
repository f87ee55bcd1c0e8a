// Faults: what can go wrong with an answer, and which requests it happens to.
import { type ErrorCode, KitError } from '@kit/core';
import type { ReceivedRequest } from './received-request.ts';
import { seededRandom } from './seeded-random.ts';

/** Where in an answer a fault strikes. Past the end of the answer it strikes at the end. */
export interface FaultPlace {
  /** Before anything is sent, or when the headers are out. */
  readonly after?: 'request' | 'headers';
  /** After so many events of a stream. A stream's preamble counts: what the first content is differs from wire to wire. */
  readonly afterEvents?: number;
  /** After so many bytes of the body. */
  readonly afterBytes?: number;
}

/** An error status, with the wire's own error body unless one is given. */
export interface StatusFault {
  readonly type?: 'status';
  readonly status: number;
  /** Sent as `retry-after-ms`, and in whole seconds as `retry-after`. */
  readonly retryAfterMs?: number;
  /** What it means; found from the status if absent. */
  readonly code?: ErrorCode;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure inside of a successful answer, after which it ends. Default: before its first event. */
export interface ErrorEventFault extends FaultPlace {
  readonly type: 'error-event';
  /** Default `overloaded`. */
  readonly code?: ErrorCode;
  readonly message?: string;
  /** The event itself, instead of the wire's own. */
  readonly text?: string;
}

/** The body in small writes with pauses. Default: 1 byte. */
export interface DripFault {
  readonly type: 'drip';
  readonly pauseMs: number;
  readonly bytes?: number;
}

export type LocatedFault =
  /** Silence from there on; the connection stays open. Default: from the start. */
  | ({ readonly type: 'hang' } & FaultPlace)
  /** A pause there, then everything. Default: after the headers (a slow first token). */
  | ({ readonly type: 'slow'; readonly delayMs: number } & FaultPlace)
  /** The connection ends there, in order but before its time. Default: after one event. */
  | ({ readonly type: 'cut' } & FaultPlace)
  /** The connection is reset there. Default: before the headers. */
  | ({ readonly type: 'reset' } & FaultPlace)
  /** Bytes that make no sense, there. Default: after one event. */
  | ({ readonly type: 'malformed'; readonly text?: string } & FaultPlace)
  | ErrorEventFault;

export type Fault = StatusFault | DripFault | LocatedFault;

/** True for faults that replace the answer by an error status. */
export function isStatusFault(fault: Fault | undefined): fault is StatusFault {
  return fault !== undefined && 'status' in fault;
}

/** Which requests meet a fault: a list in their order, or a function of the request. */
export type FaultPlan = readonly (Fault | undefined)[] | ((request: ReceivedRequest) => Fault | undefined);

/** The faults of a running server. */
export interface Faults {
  /** The next requests meet these, one each; `undefined` spares one. Goes before everything else. */
  next(...faults: readonly (Fault | undefined)[]): void;
  /** Every request meets this, or those that match. The latest rule that matches counts. */
  always(fault: Fault, matches?: (request: ReceivedRequest) => boolean): void;
  /** No faults from here on. */
  clear(): void;
}

/** A plan by chance, repeatable: each request meets one of the faults with the given probability (0…1). */
export function randomFaults(options: {
  readonly probability: number;
  readonly faults: readonly Fault[];
  readonly seed?: number;
}): FaultPlan {
  const { probability, faults, seed = 1 } = options;
  const random = seededRandom(seed);
  return () => (random() < probability ? faults[Math.floor(random() * faults.length)] : undefined);
}

/** The faults of one server: what was planned, changed as tests go. */
export function faultSchedule(
  plan: FaultPlan = [],
): Faults & { readonly of: (request: ReceivedRequest) => Fault | undefined } {
  let queue: (Fault | undefined)[] = typeof plan === 'function' ? [] : [...plan];
  let rules: ((request: ReceivedRequest) => Fault | undefined)[] = typeof plan === 'function' ? [plan] : [];
  return {
    next: (...faults) => {
      queue.push(...faults);
    },
    always: (fault, matches = () => true) => {
      rules = [(request) => (matches(request) ? fault : undefined), ...rules];
    },
    clear: () => {
      queue = [];
      rules = [];
    },
    of: (request) => {
      if (queue.length > 0) return queue.shift();
      for (const rule of rules) {
        const fault = rule(request);
        if (fault) return fault;
      }
      return undefined;
    },
  };
}

/** The failure that a fault stands for, for wires that have a body for it. */
export function faultError(fault: StatusFault | ErrorEventFault): KitError {
  const isStatus = isStatusFault(fault);
  const code = fault.code ?? (isStatus ? codeOfStatus(fault.status) : 'overloaded');
  const message = (isStatus ? undefined : fault.message) ?? `Injected fault: ${code}.`;
  return new KitError(code, message, isStatus ? { status: fault.status, retryAfterMs: fault.retryAfterMs } : {});
}

/** Headers that go with an injected status. */
export function faultHeaders({ retryAfterMs, headers }: StatusFault): Readonly<Record<string, string>> {
  if (retryAfterMs === undefined) return { ...headers };
  return { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)), 'retry-after-ms': String(retryAfterMs), ...headers };
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'authentication',
  402: 'billing',
  403: 'permission',
  404: 'not-found',
  408: 'timeout',
  413: 'context-length',
  422: 'invalid-request',
  429: 'rate-limit',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

function codeOfStatus(status: number): ErrorCode {
  return codes[status] ?? (status >= 500 ? 'server' : 'invalid-request');
}
