// A chat request of either wire: chat completions say `messages`, the responses wire says `input`.
import type { ChatRequest, ServerRequestOptions } from '@kit/core';
import { isRecord } from '@kit/wire';
import { decodeChatRequest } from './chat/decode-request.ts';
import { decodeResponsesRequest } from './responses/decode-request.ts';

/** @throws KitError `invalid-request` with the wire's field name. */
export function decodeRequest(body: unknown, options: ServerRequestOptions = {}): ChatRequest {
  const responses = isRecord(body) && body.messages === undefined && body.input !== undefined;
  return responses ? decodeResponsesRequest(body, options) : decodeChatRequest(body, options);
}
