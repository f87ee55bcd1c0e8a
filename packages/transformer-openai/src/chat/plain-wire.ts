// Chat completions of messages of text, without what only rich requests and replies need.
import type { PlainTransformer } from '@kit/core';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { type ChatState, chatEncoder } from './encode-request.ts';
import { decodePlainReply } from './plain-reply.ts';

/** For requests that `isPlainRequest` finds plain. */
export function plainChatTransformer(dialect: ChatDialect = {}): PlainTransformer<'chat', ChatState> {
  return { encode: chatEncoder(dialect, { stream: false }), decode: decodePlainReply };
}
