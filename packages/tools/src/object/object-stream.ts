// ObjectStream: streamed structured output, with the shapes that applications and servers want.
import { PartStream } from '@kit/core';
import { serverSentEvents } from '../server-sent-events.ts';
import type { ObjectPart } from './object-parts.ts';
import type { ObjectResult } from './object-result.ts';

/**
 * The parts of the answer and the object as it grows; `.response` is the result with the validated object. It opens at
 * first use, `ready()` is its commit point, and it throws `invalid-output` at its end if the answer does not fit.
 */
export class ObjectStream<Output, Partial = Output> extends PartStream<
  ObjectPart<Output, Partial>,
  ObjectResult<Output>
> {
  /**
   * The object as it grows. The same object is handed out again and again: copy it to keep a state of it. If the model
   * has to correct itself, a new one begins.
   */
  get partials(): AsyncIterable<Partial> {
    return { [Symbol.asyncIterator]: () => partialsOf(this) };
  }

  /** A web `Response`: each part as a server-sent event. Await `ready()` first, to answer failures with a status. */
  toResponse(options: { readonly headers?: Readonly<Record<string, string>> } = {}): Response {
    return serverSentEvents(this.toReadableStream(), options.headers);
  }
}

async function* partialsOf<P>(stream: AsyncIterable<ObjectPart<unknown, P>>): AsyncGenerator<P, void, undefined> {
  for await (const part of stream) if (part.type === 'object') yield part.object;
}
