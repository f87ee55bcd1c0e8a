// Chat over this wire: whole and streamed.
import type { ChatRequest, CodecContext, Encoded, JsonValue, StreamTransformer, Transformer } from '@kit/core';
import { type GeminiDialect, methodPath } from '../dialect.ts';
import { decodeChatResponse } from './decode-response.ts';
import { type ChatState, encodeChatRequest } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function geminiChat(dialect: GeminiDialect): Transformer<'chat', ChatState> {
  return {
    encode: (request, context) => encoded(request, context, dialect, 'generateContent'),
    decode: decodeChatResponse,
  };
}

export function geminiStream(dialect: GeminiDialect): StreamTransformer<'stream', ChatState> {
  return {
    framing: 'sse',
    encode: (request, context) => encoded(request, context, dialect, 'streamGenerateContent'),
    decoder: (state, context) => new ChatDecoder(state, context),
  };
}

function encoded(
  request: ChatRequest,
  context: CodecContext,
  dialect: GeminiDialect,
  method: string,
): Encoded<ChatState> {
  const { body, headers, warnings, state } = encodeChatRequest(request, context, dialect);
  const wire = {
    path: methodPath(dialect, request.model, method),
    // Without it the stream is one JSON array, delivered in pieces.
    ...(method === 'streamGenerateContent' && { query: { alt: 'sse' } }),
    ...(headers && { headers }),
    body: { type: 'json' as const, value: body as JsonValue },
  };
  return { wire, warnings, state };
}
