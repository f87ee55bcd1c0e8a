// Streamed chat completions, with or without what only rich requests need.
import type { StreamTransformer } from '@kit/core';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { type ChatState, chatEncoder, type EncodeRich } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

/** Without `rich` for requests that `isPlainRequest` finds plain. */
export function chatStreamWire(dialect: ChatDialect, rich?: EncodeRich): StreamTransformer<'stream', ChatState> {
  return {
    framing: 'sse',
    encode: chatEncoder(dialect, { stream: true, rich }),
    decoder: (state, context, { headers }) => new ChatDecoder(state, context, headers),
  };
}
