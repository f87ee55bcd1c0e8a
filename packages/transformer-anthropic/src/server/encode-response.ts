// A chat response as a message of this wire.
import type { ChatRequest, ChatResponse, JsonValue, VendorData } from '@kit/core';
import { encodeFinishReason } from '../messages/finish-reason.ts';
import type { Block } from '../wire-names.ts';
import { encodePart, ownMembers } from './encode-blocks.ts';
import { encodeUsage } from './encode-usage.ts';

/** The body of a reply to `POST /messages`. */
export function encodeResponse(response: ChatResponse, request: ChatRequest): JsonValue {
  const { message, finishReason, rawFinishReason, usage, meta, toolCalls } = response;
  const { content } = message;
  const blocks =
    typeof content === 'string' ? encodePart({ type: 'text', text: content }) : content.flatMap(encodePart);
  const body: Block = {
    ...messageHead(meta, request),
    content: blocks,
    stop_reason: encodeFinishReason(finishReason, rawFinishReason, toolCalls.length),
    stop_sequence: null,
    ...closing(message.vendor),
    usage: encodeUsage(usage, meta.serviceTier),
  };
  return body as JsonValue;
}

/** What every message begins with. */
export function messageHead(
  { responseId, model }: { readonly responseId?: string; readonly model?: string },
  request: Pick<ChatRequest, 'model'>,
): Block {
  return {
    id: responseId ?? 'msg_unknown',
    type: 'message',
    role: 'assistant',
    model: model ?? request.model ?? 'unknown',
  };
}

/** What the vendor said beside the content (`stop_sequence`, `stop_details`, …), where it was one of this wire. */
export function closing(vendor: VendorData | undefined): Block {
  return ownMembers(vendor) ?? {};
}
