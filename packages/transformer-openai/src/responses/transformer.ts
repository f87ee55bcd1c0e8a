// The responses wire as transformers: for complete replies, for streams, and for counting the tokens of a request.
import type { StreamTransformer, Transformer } from '@kit/core';
import { type ResponsesDialect, responsesFeaturesFor } from '../dialect/responses-dialect.ts';
import { decodeResponsesReply } from './decode-response.ts';
import { encodeResponsesRequest, type ResponsesState } from './encode-request.ts';
import { ResponsesDecoder } from './stream-decoder.ts';

export function responsesTransformer(dialect: ResponsesDialect = {}): Transformer<'chat', ResponsesState> {
  const featuresFor = responsesFeaturesFor(dialect);
  return {
    encode: (request, context) =>
      encodeResponsesRequest(request, context, { features: featuresFor(request), stream: false }),
    decode: decodeResponsesReply,
  };
}

export function responsesStreamTransformer(
  dialect: ResponsesDialect = {},
): StreamTransformer<'stream', ResponsesState> {
  const featuresFor = responsesFeaturesFor(dialect);
  return {
    framing: 'sse',
    encode: (request, context) =>
      encodeResponsesRequest(request, context, { features: featuresFor(request), stream: true }),
    decoder: (state, context, { headers }) => new ResponsesDecoder(state, context, headers),
  };
}
