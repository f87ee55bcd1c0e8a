// Streamed chat completions, with or without what only rich requests need.
import type { StreamTransformer } from '@kit/core';
import { type ChatDialect, chatFeaturesFor } from '../dialect/chat-dialect.ts';
import { type ChatState, type EncodeRich, encodeChatRequest } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

/** Without `rich` for requests that `isPlainRequest` finds plain. */
export function chatStreamWire(dialect: ChatDialect, rich?: EncodeRich): StreamTransformer<'stream', ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return {
    framing: 'sse',
    encode: (request, context) =>
      encodeChatRequest(request, context, { features: featuresFor(request), stream: true, rich }),
    decoder: (state, context, { headers }) => new ChatDecoder(state, context, headers),
  };
}
