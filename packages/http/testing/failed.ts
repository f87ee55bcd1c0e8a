// What went wrong, for tests that want to see it.
import { isKitError, type KitError } from '@kit/core';

/** The KitError of a promise or a function; anything else that is thrown is thrown on. */
export async function failed(run: Promise<unknown> | (() => unknown)): Promise<KitError> {
  try {
    await (typeof run === 'function' ? run() : run);
  } catch (error) {
    if (isKitError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
