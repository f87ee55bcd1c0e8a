// Looks at a streamed answer that has just begun, without taking anything from its reader.
import { commits, type PartStream } from '@kit/core';

export interface PeekedAnswer<Stream, Settled> {
  /** To be read instead of the one that was looked at. */
  readonly stream: Stream;
  /** The whole answer, if it was over when it began. */
  readonly answer?: Settled;
}

interface AnyPart {
  readonly type: string;
}

/** Reads up to the first content. @throws KitError if the stream breaks before. */
export async function peekAnswer<Stream extends PartStream<AnyPart, unknown>>(
  stream: Stream,
): Promise<PeekedAnswer<Stream, unknown>> {
  const seen: (readonly AnyPart[])[] = [];
  for (let batch = await nextBatch(stream); batch; batch = await nextBatch(stream)) {
    seen.push(batch);
    if (batch.some((part) => part.type !== 'finish' && commits(part))) return { stream: replay(stream, seen) };
  }
  return { answer: await stream.response, stream: replay(stream, seen) };
}

function nextBatch(stream: PartStream<AnyPart, unknown>): Promise<readonly AnyPart[] | null> {
  return new Promise((resolve, reject) => {
    const read = () => {
      try {
        const batch = stream.read(read);
        if (batch !== undefined) resolve(batch);
      } catch (error) {
        reject(error);
      }
    };
    read();
  });
}

function replay<Stream extends PartStream<AnyPart, unknown>>(stream: Stream, seen: (readonly AnyPart[])[]): Stream {
  return stream.through((source) => ({
    read: (wake) => seen.shift() ?? source.read(wake),
    cancel: (reason) => source.cancel(reason),
  }));
}
