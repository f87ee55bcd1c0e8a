// Anthropic's Messages wire, server face: wire requests to unified calls, unified results to wire replies.
import type { StreamServerFace } from '@kit/core';
import { decodeRequest } from './decode-request.ts';
import { encodeResponse } from './encode-response.ts';
import { messagesStreamEncoder } from './stream-encoder.ts';

/** `POST /messages`, complete and streamed. */
export const messagesFace: StreamServerFace<'chat'> = {
  streamType: 'text/event-stream',
  decodeRequest,
  encodeResponse,
  streamEncoder: messagesStreamEncoder,
};

export { decodeRequest } from './decode-request.ts';
export { encodeError } from './encode-error.ts';
export { encodeResponse } from './encode-response.ts';
export { countTokensFace, modelsFace } from './resources.ts';
export { messagesStreamEncoder } from './stream-encoder.ts';
