// Chat completions as transformers: one for complete replies, one for streams.
import type { StreamTransformer, Transformer } from '@kit/core';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import type { ChatState } from './encode-request.ts';
import { encodeRich } from './encode-rich.ts';
import { chatStreamWire, chatWire } from './wire.ts';

export function chatTransformer(dialect: ChatDialect = {}): Transformer<'chat', ChatState> {
  return chatWire(dialect, encodeRich);
}

export function chatStreamTransformer(dialect: ChatDialect = {}): StreamTransformer<'stream', ChatState> {
  return chatStreamWire(dialect, encodeRich);
}
