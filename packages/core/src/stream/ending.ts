// How a call ended, as its error tells: it failed, somebody cancelled it, or its reader left.
import { KitError } from '../errors.ts';

/** The cause of every error that ends a stream because its reader left; the same in every copy of the package. */
const readerLeft = Symbol.for('kit: the reader left');

/** The error of a stream that was left before its end, or never read. */
export function abandonedError(message = 'The stream was left before its end.'): KitError {
  return new KitError('aborted', message, { cause: readerLeft });
}

/** `abandoned`: the reader left; `cancelled`: the caller's signal or `cancel()`; `failed`: anything else. */
export function endingOf(error: KitError): 'failed' | 'cancelled' | 'abandoned' {
  if (error.code !== 'aborted') return 'failed';
  return error.cause === readerLeft ? 'abandoned' : 'cancelled';
}
