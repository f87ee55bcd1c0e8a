// A session over a WebSocket as a stream of parts, and why one was refused.
import { type Call, isKitError, type KitError, type PartSource, sourceFromIterable, type WireRequest } from '@kit/core';
import type { Exchange } from './definition.ts';

/** Parts of a session; `release` is called once with the end of reading, however that comes. */
export function sessionSource<Part>(parts: AsyncIterable<Part>, release: () => void): PartSource<Part> {
  const source = sourceFromIterable(parts);
  let held = true;
  const releaseOnce = () => {
    if (held) release();
    held = false;
  };
  return {
    read(wake) {
      try {
        const batch = source.read(wake);
        if (batch === null) releaseOnce();
        return batch;
      } catch (error) {
        releaseOnce();
        throw error;
      }
    },
    cancel(reason) {
      releaseOnce();
      source.cancel(reason);
    },
  };
}

/**
 * A session that is refused does not say why: whether it was the key or the account is asked elsewhere, with a request that
 * costs nothing. For `exchange.session({ explain })`.
 */
export async function explainRefusal(
  error: KitError,
  call: Pick<Call, 'operation' | 'context'>,
  exchange: Exchange,
  ask: WireRequest,
): Promise<KitError> {
  try {
    await exchange.send(call, ask);
    return error;
  } catch (reason) {
    return isKitError(reason, 'authentication', 'permission', 'billing', 'quota') ? reason : error;
  }
}
