// Which failures speak against the target that had them.
import type { Call, ErrorCode, KitError } from '@kit/core';

const targetsFault: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'overloaded',
  'server',
  'network',
  'timeout',
  'invalid-response',
]);

/**
 * True for what another caller would meet there too. What is wrong with a request, a credential, an allowance or a pace
 * is the caller's; so is a deadline of the whole call, or of a queue on this side.
 */
export function implicates({ code, phase }: KitError, { context }: Call): boolean {
  if (!targetsFault.has(code)) return false;
  if (code !== 'timeout') return true;
  // A `total` that leaves the call's scope alone is a bound around this target.
  return phase !== 'queue' && !(phase === 'total' && context.scope.reason);
}
