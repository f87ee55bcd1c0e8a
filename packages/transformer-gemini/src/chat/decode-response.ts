// A complete answer. It is read as a stream of one event, so that both give the same response.
import {
  type ChatResponse,
  type CodecContext,
  type Decoded,
  type DecodedMeta,
  foldChat,
  KitError,
  type StreamPart,
  type WireReply,
} from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';
import type { ChatState } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function decodeChatResponse(reply: WireReply, state: ChatState, context: CodecContext): Decoded<ChatResponse> {
  return decodeChatBody(reply.json(), state, context, reply.headers['x-gemini-service-tier']);
}

/** @param body a `GenerateContentResponse`, or a list of them (a stream's body, read whole) */
export function decodeChatBody(
  body: unknown,
  state: ChatState,
  context: CodecContext,
  tier?: string,
): Decoded<ChatResponse> {
  const decoder = new ChatDecoder(state, context);
  const parts: StreamPart[] = [];
  decoder.json(body, parts);
  if (!decoder.answered)
    throw new KitError('invalid-response', 'The reply holds no answer.', { provider: context.provider });
  decoder.settle(parts);
  const fold = foldChat();
  fold.add(parts);
  const answer = fold.result();
  const { responseId, model } = answer.meta;
  const meta: { -readonly [F in keyof DecodedMeta]: DecodedMeta[F] } = {};
  if (responseId !== undefined) meta.responseId = responseId;
  if (model !== undefined) meta.model = model;
  const serviceTier = tierOf(body) ?? tier ?? trafficOf(body);
  if (serviceTier !== undefined) meta.serviceTier = serviceTier;
  return { ...answer, meta };
}

const tierOf = (body: unknown) => stringOf(lastUsage(body)?.serviceTier);
const trafficOf = (body: unknown) => stringOf(lastUsage(body)?.trafficType);

function lastUsage(body: unknown): JsonRecord | undefined {
  return recordOf(recordOf(Array.isArray(body) ? body.at(-1) : body)?.usageMetadata);
}
