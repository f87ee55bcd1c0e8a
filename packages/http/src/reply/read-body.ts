// Reads a response's body whole, within a bound.
import { type ByteSource, type CallContext, deadlineMs, KitError, timeoutError } from '@kit/core';
import { joined } from '../transport/byte-queue.ts';

export interface ReadBodyOptions {
  readonly context: CallContext;
  readonly maxBytes: number;
  /** Beyond the bound: the failure, or what was read so far. Default `fail`. */
  readonly beyond?: 'fail' | 'cut';
}

/**
 * Resolves with all bytes.
 * @throws KitError `invalid-response` beyond `maxBytes`, `timeout` (phase `body`) when nothing arrives for the `idle`
 *   deadline, and whatever broke the connection.
 */
export function readBody(
  source: ByteSource,
  { context, maxBytes, beyond = 'fail' }: ReadBodyOptions,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let sinceMs = 0;
    let stopTimer: (() => void) | undefined;
    const { environment } = context;
    const idleMs = deadlineMs(context.deadlines, 'idle');
    const fail = (error: unknown) => {
      stopTimer?.();
      reject(error);
    };
    const finish = () => {
      stopTimer?.();
      resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : joined(chunks, length));
    };
    // One timer for all reads: when it fires it looks how long the silence really was.
    const arm = (limitMs: number, waitMs: number) => {
      stopTimer = environment.setTimer(Math.ceil(waitMs), () => {
        const leftMs = sinceMs + limitMs - environment.monotonicMs();
        if (leftMs > 0) return arm(limitMs, leftMs);
        const error = timeoutError('body', limitMs);
        source.cancel(error);
        reject(error);
      });
    };
    const pump = (): void => {
      try {
        for (;;) {
          const bytes = source.read(pump);
          if (bytes === null) return finish();
          if (bytes === undefined) break;
          length += bytes.length;
          chunks.push(bytes);
          if (length <= maxBytes) continue;
          source.cancel();
          if (beyond === 'fail')
            return fail(
              new KitError('invalid-response', `The response is larger than the limit of ${maxBytes} bytes.`),
            );
          chunks[chunks.length - 1] = bytes.subarray(0, bytes.length - (length - maxBytes));
          length = maxBytes;
          return finish();
        }
      } catch (error) {
        return fail(error);
      }
      if (idleMs === undefined) return;
      sinceMs = environment.monotonicMs();
      if (!stopTimer) arm(idleMs, idleMs);
    };
    pump();
  });
}
