// A streamed answer: bytes → messages of the AWS event stream → parts.
import { type CodecContext, KitError, type PartDecoder, type StreamPart } from '@kit/core';
import { parseJson, recordOf } from '@kit/wire';
import { type EventMessage, messageReader } from '../event-stream.ts';
import { streamFailure } from '../stream-failure.ts';
import { AnswerDecoder } from './answer-decoder.ts';
import type { ConverseState } from './encode-request.ts';

export function converseStreamDecoder(state: ConverseState, context: CodecContext): PartDecoder<StreamPart> {
  const reader = messageReader();
  const answer = new AnswerDecoder(state, context);

  const read = (message: EventMessage, out: StreamPart[]) => {
    if (context.raw) out.push({ type: 'raw', data: message.payload });
    if (message.kind !== 'event') throw streamFailure(message, context);
    answer.event(message.type, recordOf(parseJson(message.payload)) ?? {}, out);
  };

  return {
    get done() {
      return answer.done;
    },
    get finished() {
      return answer.stopped;
    },
    event(data, out) {
      if (typeof data === 'string') throw new KitError('invalid-response', 'An AWS event stream is bytes, not text.');
      for (const message of reader.push(data)) read(message, out);
    },
    end(out) {
      return !reader.incomplete && answer.end(out);
    },
  };
}
