// What goes wrong in a fault run: every kind of fault, before an answer, at its beginning, in its middle, and what becomes of
// the attempt that meets it.
import type { Fault } from '@kit/testing';

export interface FaultKind {
  readonly fault: Fault;
  /** How a complete reply ends: `complete`, or the code of its error. */
  readonly chat: string;
  readonly stream: string;
}

/** Far enough into a stream that its answer has begun, on every wire. */
const midStream = { afterEvents: 14 } as const;

const both = (fault: Fault, ending: string): FaultKind => ({ fault, chat: ending, stream: ending });

export const faultKinds: readonly FaultKind[] = [
  both({ status: 400 }, 'invalid-request'),
  both({ status: 401 }, 'authentication'),
  both({ status: 403 }, 'permission'),
  both({ status: 404 }, 'not-found'),
  both({ status: 413 }, 'context-length'),
  both({ status: 429, retryAfterMs: 20 }, 'rate-limit'),
  both({ status: 500 }, 'server'),
  both({ status: 503 }, 'overloaded'),
  both({ status: 529 }, 'overloaded'),
  both({ type: 'hang' }, 'timeout'),
  both({ type: 'hang', after: 'headers' }, 'timeout'),
  both({ type: 'hang', ...midStream }, 'timeout'),
  both({ type: 'slow', delayMs: 50 }, 'complete'),
  both({ type: 'slow', delayMs: 50, ...midStream }, 'complete'),
  both({ type: 'drip', pauseMs: 1, bytes: 512 }, 'complete'),
  both({ type: 'cut', after: 'headers' }, 'network'),
  both({ type: 'cut', afterEvents: 2 }, 'network'),
  both({ type: 'cut', ...midStream }, 'network'),
  both({ type: 'reset' }, 'network'),
  both({ type: 'reset', after: 'headers' }, 'network'),
  both({ type: 'reset', afterBytes: 300 }, 'network'),
  both({ type: 'reset', ...midStream }, 'network'),
  // A torn event of a stream is told by a warning, and the rest is read.
  { fault: { type: 'malformed', after: 'headers' }, chat: 'invalid-response', stream: 'complete' },
  { fault: { type: 'malformed', ...midStream }, chat: 'invalid-response', stream: 'complete' },
  { fault: { type: 'error-event' }, chat: 'invalid-response', stream: 'overloaded' },
  { fault: { type: 'error-event', ...midStream }, chat: 'invalid-response', stream: 'overloaded' },
];
