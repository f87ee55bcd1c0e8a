// Looks at a streamed answer that has just begun, without taking anything from its reader.
import { type CallContext, commits, deadlineMs, type PartStream } from '@kit/core';

export interface PeekedAnswer<Stream, Settled> {
  /** To be read instead of the one that was looked at. */
  readonly stream: Stream;
  /** The whole answer, if it was over when it began. */
  readonly answer?: Settled;
}

interface AnyPart {
  readonly type: string;
}

/** Longest time that a begun answer waits for its first reader where the deadline `idle` is switched off. */
const UNREAD_MS = 120_000;

/** Reads up to the first content. @throws KitError if the stream breaks before. */
export async function peekAnswer<Stream extends PartStream<AnyPart, unknown>>(
  stream: Stream,
  context: CallContext,
): Promise<PeekedAnswer<Stream, unknown>> {
  const seen: (readonly AnyPart[])[] = [];
  for (let batch = await nextBatch(stream); batch; batch = await nextBatch(stream)) {
    seen.push(batch);
    if (batch.some((part) => part.type !== 'finish' && commits(part)))
      return { stream: endingUnread(stream, seen, context) };
  }
  return { answer: await stream.response, stream: endingUnread(stream, seen, context) };
}

function nextBatch(stream: PartStream<AnyPart, unknown>): Promise<readonly AnyPart[] | null> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const read = () => {
      // A stream that ends wakes whoever waited last. To read now would be to take the end from its real reader.
      if (isOver) return;
      try {
        const batch = stream.read(read);
        if (batch === undefined) return;
        isOver = true;
        resolve(batch);
      } catch (error) {
        reject(error);
      }
    };
    read();
  });
}

function replay<Stream extends PartStream<AnyPart, unknown>>(
  stream: Stream,
  seen: (readonly AnyPart[])[],
  onFirstRead?: () => void,
): Stream {
  let first = onFirstRead;
  return stream.through((source) => ({
    read(wake) {
      first?.();
      first = undefined;
      return seen.shift() ?? source.read(wake);
    },
    cancel: (reason) => source.cancel(reason),
  }));
}

/**
 * A begun answer that nobody reads ends by itself, and its socket with it. Whoever made the stream sees to that too, but
 * was told of a reader when its beginning was looked at.
 */
function endingUnread<Stream extends PartStream<AnyPart, unknown>>(
  stream: Stream,
  seen: (readonly AnyPart[])[],
  { deadlines, environment }: CallContext,
): Stream {
  const limitMs = deadlineMs(deadlines, 'idle') ?? UNREAD_MS;
  const stopTimer = environment.setTimer(limitMs, () => void replayed[Symbol.asyncDispose]());
  const replayed = replay(stream, seen, stopTimer);
  return replayed.observe({ settled: stopTimer });
}
