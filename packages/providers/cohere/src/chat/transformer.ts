// Chat over Cohere's own wire: whole and streamed.
import type { StreamTransformer, Transformer } from '@kit/core';
import { decodeChat } from './decode-response.ts';
import { type ChatState, encodeChat } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function chatTransformer(): Transformer<'chat', ChatState> {
  return {
    encode: (request, context) => encodeChat(request, context, false),
    decode: (reply, state, context) => decodeChat(reply, state, context),
  };
}

export function streamTransformer(): StreamTransformer<'stream', ChatState> {
  return {
    framing: 'sse',
    encode: (request, context) => encodeChat(request, context, true),
    decoder: (state, context, { headers }) => new ChatDecoder(state, context, headers),
  };
}
