// A complete chat completion. It is read as a stream of one chunk and folded, so both ways give the same answer.
import {
  type ChatResponse,
  type CodecContext,
  type Decoded,
  foldChat,
  KitError,
  type StreamPart,
  type WireReply,
} from '@kit/core';
import { recordOf } from '@kit/wire';
import type { ChatState } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function decodeChatResponse(reply: WireReply, state: ChatState, context: CodecContext): Decoded<ChatResponse> {
  const body = reply.json();
  return decodeChatBody(Array.isArray(body) ? body[0] : body, state, context, reply.headers);
}

/** Decodes a body that has been parsed: of a reply, or of a line of a batch. @throws KitError where it tells a failure or holds no answer. */
export function decodeChatBody(
  body: unknown,
  state: ChatState,
  context: CodecContext,
  headers: WireReply['headers'] = {},
): Decoded<ChatResponse> {
  const decoder = new ChatDecoder(state, context, headers);
  const parts: StreamPart[] = [];
  const record = recordOf(body);
  if (record) decoder.chunk(record, parts);
  if (!record || !Array.isArray(record.choices) || record.choices.length === 0) {
    throw new KitError('invalid-response', 'The reply holds no answer: it has no choices.', {
      provider: context.provider,
    });
  }
  // One chunk is all there is: its end needs no marker.
  decoder.done = true;
  decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  return { ...fold.result(), meta: decoder.meta };
}
