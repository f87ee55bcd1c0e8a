// How the server face refuses a request.
import { KitError } from '@kit/core';

/** The `invalid-request` error for a field, in the words of the wire: its name, and what was expected. */
export function wrong(field: string, expected: string): KitError {
  return new KitError('invalid-request', `${field}: ${expected}`, { field });
}
