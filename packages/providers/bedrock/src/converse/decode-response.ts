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
import { AnswerDecoder } from './answer-decoder.ts';
import type { ConverseState } from './encode-request.ts';

export function decodeConverse(reply: WireReply, state: ConverseState, context: CodecContext): Decoded<ChatResponse> {
  const body = recordOf(reply.json());
  if (!body || (body.output === undefined && body.stopReason === undefined)) {
    if (typeof body?.message === 'string') throw context.failure({ body });
    throw new KitError('invalid-response', 'The reply holds no answer.', { provider: context.provider });
  }
  const decoder = new AnswerDecoder(state, context);
  const parts: StreamPart[] = [];
  decoder.complete(body, parts);
  decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  const { meta, ...response } = fold.result();
  const { serviceTier, vendor } = meta;
  return { ...response, meta: { ...(serviceTier !== undefined && { serviceTier }), ...(vendor && { vendor }) } };
}
