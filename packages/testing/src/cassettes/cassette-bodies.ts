// Bodies of a cassette: one that listens while a real one is read, and one that plays what was recorded.
import { type ByteSource, KitError, type Scope, toKitError } from '@kit/core';

/** One network read. */
export interface HeardChunk {
  readonly bytes: Uint8Array;
  /** Since the one before. */
  readonly pauseMs: number;
}

export type HeardEnd = { readonly how: 'ended' | 'left' } | { readonly how: 'broken'; readonly error: KitError };

/** Passes a body on and tells `ended`, once, what went by. */
export function overheard(body: ByteSource, ended: (chunks: readonly HeardChunk[], end: HeardEnd) => void): ByteSource {
  const chunks: HeardChunk[] = [];
  let sinceMs = performance.now();
  let over = false;
  const end = (how: HeardEnd) => {
    if (over) return;
    over = true;
    ended(chunks, how);
  };
  return {
    read(wake) {
      let bytes: Uint8Array | undefined | null;
      try {
        bytes = body.read(wake);
      } catch (thrown) {
        const error = toKitError(thrown, 'network');
        end(error.code === 'aborted' ? { how: 'left' } : { how: 'broken', error });
        throw thrown;
      }
      if (bytes === null) end({ how: 'ended' });
      else if (bytes) {
        const nowMs = performance.now();
        chunks.push({ bytes: bytes.slice(), pauseMs: Math.round(nowMs - sinceMs) });
        sinceMs = nowMs;
      }
      return bytes;
    },
    cancel(reason) {
      end({ how: 'left' });
      body.cancel(reason);
    },
  };
}

export interface PlayedBody {
  readonly pieces: readonly Uint8Array[];
  /** Before each piece; none if absent. */
  readonly pausesMs?: readonly number[] | undefined;
  /** What breaks it after the last piece. */
  readonly failure?: KitError | undefined;
}

/** A body of recorded pieces, one each read. It breaks when its call is cancelled, as the network's would. */
export function playedBody({ pieces, pausesMs, failure }: PlayedBody, scope: Scope): ByteSource {
  let at = 0;
  let broken: KitError | undefined;
  let wakeReader: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The pause before the next piece is over. */
  let rested = false;
  const wake = () => {
    const waiting = wakeReader;
    wakeReader = undefined;
    waiting?.();
  };
  const stop = (reason: KitError) => {
    clearTimeout(timer);
    broken ??= reason;
    wake();
  };
  const forget = scope.onCancel(stop);
  return {
    read(wakeUp) {
      if (broken) throw broken;
      if (at >= pieces.length) {
        forget();
        if (failure) throw failure;
        return null;
      }
      const pauseMs = rested ? 0 : (pausesMs?.[at] ?? 0);
      if (pauseMs > 0) {
        wakeReader = wakeUp;
        timer = setTimeout(() => {
          rested = true;
          wake();
        }, pauseMs);
        return undefined;
      }
      rested = false;
      return pieces[at++];
    },
    cancel(reason) {
      forget();
      stop(toKitError(reason ?? new KitError('aborted', 'The response was given up.'), 'aborted'));
    },
  };
}
