// Chat over this wire: whole and streamed.
import type { ChatRequest, CodecContext, Encoded, JsonValue, StreamTransformer, Transformer } from '@kit/core';
import { type GeminiDialect, methodPath, rulesFor } from '../dialect.ts';
import { lastAnswer } from '../last-answer.ts';
import { decodeChatResponse } from './decode-response.ts';
import { type ChatState, encodeChatRequest } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function geminiChat(dialect: GeminiDialect): Transformer<'chat', ChatState> {
  return { encode: encoder(dialect, 'generateContent'), decode: decodeChatResponse };
}

export function geminiStream(dialect: GeminiDialect): StreamTransformer<'stream', ChatState> {
  return {
    framing: 'sse',
    // Without it the stream is one JSON array, delivered in pieces.
    encode: encoder(dialect, 'streamGenerateContent', { alt: 'sse' }),
    decoder: (state, context, { headers }) => new ChatDecoder(state, context, headers['x-gemini-service-tier']),
  };
}

function encoder(
  dialect: GeminiDialect,
  method: string,
  query?: Readonly<Record<string, string>>,
): (request: ChatRequest, context: CodecContext) => Encoded<ChatState> {
  const pathOf = lastAnswer((model: string | undefined) => methodPath(dialect, model, method));
  const ruled: GeminiDialect = { ...dialect, rules: lastAnswer((model) => rulesFor(dialect, model)) };
  return (request, context) => {
    const { body, headers, warnings, state } = encodeChatRequest(request, context, ruled);
    const wire = {
      path: pathOf(request.model),
      ...(query && { query }),
      ...(headers && { headers }),
      body: { type: 'json' as const, value: body as JsonValue },
    };
    return { wire, warnings, state };
  };
}
