// Chat completions as transformers: one for complete replies, one for streams.
import type { StreamTransformer, Transformer } from '@kit/core';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { decodeChatResponse } from './decode-response.ts';
import { type ChatState, chatEncoder } from './encode-request.ts';
import { encodeRich } from './encode-rich.ts';
import { chatStreamWire } from './stream-wire.ts';

export function chatTransformer(dialect: ChatDialect = {}): Transformer<'chat', ChatState> {
  return { encode: chatEncoder(dialect, { stream: false, rich: encodeRich }), decode: decodeChatResponse };
}

export function chatStreamTransformer(dialect: ChatDialect = {}): StreamTransformer<'stream', ChatState> {
  return chatStreamWire(dialect, encodeRich);
}
