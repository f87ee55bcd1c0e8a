// Chat completions as transformers: one for complete replies, one for streams.
import type { StreamTransformer, Transformer } from '@kit/core';
import { type ChatDialect, chatFeaturesFor } from '../dialect/chat-dialect.ts';
import { decodeChatResponse } from './decode-response.ts';
import { type ChatState, encodeChatRequest } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function chatTransformer(dialect: ChatDialect = {}): Transformer<'chat', ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return {
    encode: (request, context) =>
      encodeChatRequest(request, context, { features: featuresFor(request), stream: false }),
    decode: decodeChatResponse,
  };
}

export function chatStreamTransformer(dialect: ChatDialect = {}): StreamTransformer<'stream', ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return {
    framing: 'sse',
    encode: (request, context) => encodeChatRequest(request, context, { features: featuresFor(request), stream: true }),
    decoder: (state, context, { headers }) => new ChatDecoder(state, context, headers),
  };
}
