// A server that is not there.
import { KitError } from '@kit/core';

/** Where nobody listens at the address, the vendor's hint says more than the network does. */
export function withHint(error: KitError, hint: string | undefined): KitError {
  if (hint === undefined || error.code !== 'network' || !isRefused(error.cause)) return error;
  const { retry, phase, attempts, cause } = error;
  return new KitError('network', `${error.message} ${hint}`, { retry, phase, attempts, cause });
}

/** An AggregateError holds one failure for each address that was tried; fetch wraps its own. */
function isRefused(cause: unknown): boolean {
  const { code, cause: inner, errors } = (cause ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (code === 'ECONNREFUSED') return true;
  if (Array.isArray(errors)) return errors.some(isRefused);
  return inner !== undefined && isRefused(inner);
}
