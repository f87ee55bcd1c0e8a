// A complete response. It is read as the last event of a stream and folded, so both ways give the same answer.
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
import type { ResponsesState } from './encode-request.ts';
import { ResponsesDecoder } from './stream-decoder.ts';

export function decodeResponsesReply(
  reply: WireReply,
  state: ResponsesState,
  context: CodecContext,
): Decoded<ChatResponse> {
  return decodeResponsesBody(reply.json(), state, context, reply.headers);
}

/** Decodes a parsed body. @throws KitError where it tells a failure (`status: failed` comes with status 200) or holds no answer. */
export function decodeResponsesBody(
  body: unknown,
  state: ResponsesState,
  context: CodecContext,
  headers: WireReply['headers'] = {},
): Decoded<ChatResponse> {
  const decoder = new ResponsesDecoder(state, context, headers);
  const parts: StreamPart[] = [];
  const record = recordOf(body);
  if (record) decoder.whole(record, parts);
  if (!record || (!Array.isArray(record.output) && typeof record.status !== 'string')) {
    throw new KitError('invalid-response', 'The reply holds no answer: it has no output.', {
      provider: context.provider,
    });
  }
  decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  const { meta: _, warnings: __, ...answer } = fold.result();
  return { ...answer, meta: decoder.meta };
}
