// A complete answer, read as a stream of one event.
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

export function decodeChat(reply: WireReply, state: ChatState, context: CodecContext): Decoded<ChatResponse> {
  const body = recordOf(reply.json());
  if (typeof body?.message === 'string') throw context.failure({ body });
  if (!body || !recordOf(body.message)) {
    throw new KitError('invalid-response', 'The reply holds no message.', { provider: context.provider });
  }
  const decoder = new ChatDecoder(state, context, reply.headers);
  const parts: StreamPart[] = [];
  decoder.complete(body, parts);
  decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  const { meta, ...response } = fold.result();
  return { ...response, meta: meta.responseId === undefined ? {} : { responseId: meta.responseId } };
}
