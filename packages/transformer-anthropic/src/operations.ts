// The operations of the Messages wire as declarations that a provider runs.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { type AnthropicDialect, completeDialect } from './dialect.ts';
import type { AnswerState } from './messages/answer-state.ts';
import { decodeChat } from './messages/decode-response.ts';
import { encodeChat } from './messages/encode-request.ts';
import { messagesDecoder } from './messages/stream-decoder.ts';
import { countTokensTransformer } from './resources/count-tokens.ts';

/** `POST /messages`, complete. */
export function chatTransformer(dialect?: AnthropicDialect): Transformer<'chat', AnswerState> {
  const complete = completeDialect(dialect);
  return {
    encode: (request, context) => encodeChat(request, context, complete, false),
    decode: decodeChat,
  };
}

/** `POST /messages` with `stream: true`. */
export function streamTransformer(dialect?: AnthropicDialect): StreamTransformer<'stream', AnswerState> {
  const complete = completeDialect(dialect);
  return {
    framing: 'sse',
    encode: (request, context) => encodeChat(request, context, complete, true),
    decoder: (state, context) => messagesDecoder(state, context),
  };
}

export interface AnthropicOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
  readonly countTokens: OperationDeclaration<'countTokens'>;
}

/** Chat, stream and token counts of a vendor that speaks this wire, by what it does differently. */
export function anthropicOperations(dialect: AnthropicDialect = {}): AnthropicOperations {
  const { endpoints } = completeDialect(dialect);
  return {
    chat: { endpoint: { path: endpoints.chat }, transformer: chatTransformer(dialect) as Transformer<'chat'> },
    stream: {
      endpoint: { path: endpoints.stream },
      streamTransformer: streamTransformer(dialect) as StreamTransformer<'stream'>,
    },
    countTokens: { endpoint: { path: endpoints.countTokens }, transformer: countTokensTransformer(dialect) },
  };
}
