// A server that is not there: the error says how to start it.
import { isKitError, KitError } from '@kit/core';

/** The error, with a hint where nobody listens at the address. */
export function withConnectionHint(thrown: unknown, baseURL: string): unknown {
  if (!isKitError(thrown, 'network') || !isRefused(thrown.cause)) return thrown;
  const { provider, model, operation, retry, phase, attempts, cause } = thrown;
  const message = `${thrown.message} Nobody answers at ${baseURL}: is \`ollama serve\` running?`;
  return new KitError('network', message, { provider, model, operation, retry, phase, attempts, cause });
}

function isRefused(cause: unknown): boolean {
  const { code, cause: inner, errors } = (cause ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (code === 'ECONNREFUSED') return true;
  if (Array.isArray(errors)) return errors.some(isRefused);
  return inner !== undefined && isRefused(inner);
}
