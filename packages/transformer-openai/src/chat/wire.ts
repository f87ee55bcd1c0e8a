// Chat completions as transformers, with or without what only rich requests need.
import type { StreamTransformer, Transformer } from '@kit/core';
import { type ChatDialect, chatFeaturesFor } from '../dialect/chat-dialect.ts';
import { decodeChatResponse } from './decode-response.ts';
import { type ChatState, type EncodeRich, encodeChatRequest } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

/** Complete replies. Without `rich` for requests that `isPlainRequest` finds plain. */
export function chatWire(dialect: ChatDialect, rich?: EncodeRich): Transformer<'chat', ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return {
    encode: (request, context) =>
      encodeChatRequest(request, context, { features: featuresFor(request), stream: false, rich }),
    decode: decodeChatResponse,
  };
}

/** Streams. Without `rich` for requests that `isPlainRequest` finds plain. */
export function chatStreamWire(dialect: ChatDialect, rich?: EncodeRich): StreamTransformer<'stream', ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return {
    framing: 'sse',
    encode: (request, context) =>
      encodeChatRequest(request, context, { features: featuresFor(request), stream: true, rich }),
    decoder: (state, context, { headers }) => new ChatDecoder(state, context, headers),
  };
}
