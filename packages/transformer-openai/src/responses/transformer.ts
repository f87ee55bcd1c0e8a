// The responses wire as transformers: for complete replies, for streams, and for counting the tokens of a request.
import type { StreamTransformer, Transformer } from '@kit/core';
import { type ResponsesDialect, responsesFeatures } from '../dialect/responses-dialect.ts';
import { decodeResponsesReply } from './decode-response.ts';
import { encodeResponsesRequest, type ResponsesState } from './encode-request.ts';
import { ResponsesDecoder } from './stream-decoder.ts';

export function responsesTransformer(dialect: ResponsesDialect = {}): Transformer<'chat', ResponsesState> {
  const base = responsesFeatures(dialect);
  return {
    encode: (request, context) => encodeResponsesRequest(request, context, { base, dialect, stream: false }),
    decode: decodeResponsesReply,
  };
}

export function responsesStreamTransformer(
  dialect: ResponsesDialect = {},
): StreamTransformer<'stream', ResponsesState> {
  const base = responsesFeatures(dialect);
  return {
    framing: 'sse',
    encode: (request, context) => encodeResponsesRequest(request, context, { base, dialect, stream: true }),
    decoder: (state, context, { headers }) => new ResponsesDecoder(state, context, headers),
  };
}
