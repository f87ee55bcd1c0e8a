// A handled operation whose code is loaded with its first call: few programs need more than one or two of a vendor's.
import type { Operation } from '@kit/core';
import type { ShownOperation } from './definition.ts';
import { loadOnce } from './load-once.ts';

/**
 * What could not be loaded is asked for again by the next call.
 *
 * @example
 * loadedOperation<'files'>(async () => (await import('./files.ts')).filesOperation)
 */
export function loadedOperation<K extends Operation>(
  load: () => Promise<ShownOperation<K>>,
): Omit<ShownOperation<K>, 'baseURL'> {
  const operation = loadOnce(load);
  return {
    handle: async (call, exchange) => (await operation()).handle(call, exchange),
    inspect: async (call, codec) => (await operation()).inspect(call, codec),
  };
}
