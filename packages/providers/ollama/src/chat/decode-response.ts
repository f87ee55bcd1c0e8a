// A complete answer, read as a stream of one line.
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
import { ChatDecoder, remoteFacts } from './stream-decoder.ts';

export function decodeChat(reply: WireReply, context: CodecContext): Decoded<ChatResponse> {
  const body = recordOf(reply.json());
  if (!body || (!body.message && !body.error)) {
    throw new KitError('invalid-response', 'The reply holds no message.', { provider: context.provider });
  }
  const decoder = new ChatDecoder(context);
  const parts: StreamPart[] = [];
  // A complete reply is done, whether it says so or not.
  decoder.line({ ...body, done: true }, parts);
  decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  const { meta, ...response } = fold.result();
  const vendor = remoteFacts(body);
  return { ...response, meta: { ...(meta.model !== undefined && { model: meta.model }), ...(vendor && { vendor }) } };
}
