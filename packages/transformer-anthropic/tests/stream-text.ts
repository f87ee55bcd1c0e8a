// Streams as the tests write and read them: server-sent events, cut as one likes.
import { type ChatResponse, foldChat, type StreamPart } from '@kit/core';
import { EventDecoding, sseFraming } from '@kit/wire/events';
import { type AnswerState, plainAnswer } from '../src/messages/answer-state.ts';
import { messagesDecoder } from '../src/messages/stream-decoder.ts';
import { codecContext } from './codec-context.ts';

/** Events of the wire as text; each one's name is its type. */
export function sse(...events: readonly Readonly<Record<string, unknown>>[]): string {
  return events.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

export interface DecodedStream {
  readonly parts: StreamPart[];
  /** What `end` said: whether the vendor's stream was whole. */
  readonly complete: boolean;
  readonly response: ChatResponse;
}

/** Bytes in reads of `size`, framed and decoded. */
export function decodeStream(
  text: string,
  {
    size = Number.POSITIVE_INFINITY,
    state = plainAnswer,
    context = codecContext({ operation: 'stream' }),
  }: { size?: number; state?: AnswerState; context?: ReturnType<typeof codecContext> } = {},
): DecodedStream {
  const bytes = new TextEncoder().encode(text);
  const decoder = messagesDecoder(state, context);
  const { transient } = decoder;
  const events = new EventDecoding({ framing: sseFraming({ transient }), decoder });
  const parts: StreamPart[] = [];
  for (let at = 0; at < bytes.length; at += Math.min(size, bytes.length))
    events.read(bytes.subarray(at, at + Math.min(size, bytes.length)), parts);
  events.end(parts);
  const complete = decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  return { parts, complete, response: fold.result() };
}
