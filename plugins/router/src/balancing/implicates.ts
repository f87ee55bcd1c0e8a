// Which failures speak against the target that had them.
import type { Call, ErrorCode, KitError } from '@kit/core';

const targetsFault: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'authentication',
  'permission',
  'billing',
  'quota',
  'rate-limit',
  'overloaded',
  'server',
  'network',
  'timeout',
  'invalid-response',
  'circuit-open',
  'queue-full',
  'store-unavailable',
]);

/** Failures that a caller's own credential brings about, not the target's. */
const credentialsFault: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'authentication',
  'permission',
  'billing',
  'quota',
  'rate-limit',
]);

/** A bad request, a caller's own key, endpoint or deadline say nothing about the target. */
export function implicates({ code, phase }: KitError, { context }: Call): boolean {
  if (!targetsFault.has(code) || context.baseURL !== undefined) return false;
  if (code === 'timeout' && (phase === 'total' || phase === 'queue')) return false;
  return context.credentials === undefined || !credentialsFault.has(code);
}
