// Chat completions of messages of text, without what only rich requests and replies need.
import type { PlainTransformer } from '@kit/core';
import { type ChatDialect, chatFeaturesFor } from '../dialect/chat-dialect.ts';
import { type ChatState, encodeChatRequest } from './encode-request.ts';
import { decodePlainReply } from './plain-reply.ts';

/** For requests that `isPlainRequest` finds plain. */
export function plainChatTransformer(dialect: ChatDialect = {}): PlainTransformer<'chat', ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return {
    encode: (request, context) =>
      encodeChatRequest(request, context, { features: featuresFor(request), stream: false, rich: undefined }),
    decode: decodePlainReply,
  };
}
