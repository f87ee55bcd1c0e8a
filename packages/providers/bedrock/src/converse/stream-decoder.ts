// A streamed answer: bytes → messages of the AWS event stream → parts.
import { type CodecContext, KitError, type PartDecoder, type StreamPart, type Warning } from '@kit/core';
import { parseJson, recordOf } from '@kit/wire';
import { type EventMessage, messageReader } from '../event-stream.ts';
import { streamFailure } from '../stream-failure.ts';
import { AnswerDecoder } from './answer-decoder.ts';
import type { ConverseState } from './encode-request.ts';

export function converseStreamDecoder(state: ConverseState, context: CodecContext): PartDecoder<StreamPart> {
  return new ConverseStreamDecoder(state, context);
}

class ConverseStreamDecoder implements PartDecoder<StreamPart> {
  readonly #context: CodecContext;
  readonly #reader = messageReader();
  readonly #answer: AnswerDecoder;

  constructor(state: ConverseState, context: CodecContext) {
    this.#context = context;
    this.#answer = new AnswerDecoder(state, context);
  }

  get done(): boolean {
    return this.#answer.done;
  }

  get finished(): boolean {
    return this.#answer.stopped;
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    if (typeof data === 'string') throw new KitError('invalid-response', 'An AWS event stream is bytes, not text.');
    for (const message of this.#reader.push(data)) this.#read(message, out);
  }

  end(out: StreamPart[]): boolean {
    return !this.#reader.incomplete && this.#answer.end(out);
  }

  #read(message: EventMessage, out: StreamPart[]): void {
    if (this.#context.raw) out.push({ type: 'raw', data: message.payload });
    if (message.kind !== 'event') throw streamFailure(message, this.#context);
    const event = parseJson(message.payload);
    if (event === undefined && message.payload !== '') out.push({ type: 'warning', warning: unreadable(message) });
    this.#answer.event(message.type, recordOf(event) ?? {}, out);
  }
}

/** Its checksums were right, so it was sent like that: what it said is lost, and nothing else. */
function unreadable({ type }: EventMessage): Warning {
  return { feature: 'stream', detail: `A message of the stream (${type}) is no JSON; what it said is missing.` };
}
