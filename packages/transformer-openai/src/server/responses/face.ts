// POST /responses, complete and streamed; POST /responses/input_tokens.
import type { CountTokensResponse, JsonValue, ServerFace, StreamServerFace } from '@kit/core';
import { decodeResponsesRequest } from './decode-request.ts';
import { encodeResponsesResponse } from './encode-response.ts';
import { responsesStreamEncoder } from './stream-encoder.ts';

export const responsesFace: StreamServerFace<'chat'> = {
  streamType: 'text/event-stream',
  decodeRequest: decodeResponsesRequest,
  encodeResponse: encodeResponsesResponse,
  streamEncoder: responsesStreamEncoder,
};

export const countTokensFace: ServerFace<'countTokens'> = {
  decodeRequest: decodeResponsesRequest,
  encodeResponse: ({ inputTokens }: CountTokensResponse): JsonValue => ({
    object: 'response.input_tokens',
    input_tokens: inputTokens,
  }),
};
