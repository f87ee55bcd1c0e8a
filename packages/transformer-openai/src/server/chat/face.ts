// POST /chat/completions, complete and streamed.
import type { StreamServerFace } from '@kit/core';
import { decodeChatRequest } from './decode-request.ts';
import { encodeChatResponse } from './encode-response.ts';
import { chatStreamEncoder } from './stream-encoder.ts';

export const chatFace: StreamServerFace<'chat'> = {
  streamType: 'text/event-stream',
  decodeRequest: decodeChatRequest,
  encodeResponse: encodeChatResponse,
  streamEncoder: chatStreamEncoder,
};
