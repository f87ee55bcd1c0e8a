// Chat over Ollama's own wire: whole and streamed.
import type { StreamTransformer, Transformer } from '@kit/core';
import type { RequestDefaults } from '../request-body.ts';
import { decodeChat } from './decode-response.ts';
import { encodeChat } from './encode-request.ts';
import { ChatDecoder } from './stream-decoder.ts';

export function chatTransformer(defaults: RequestDefaults = {}): Transformer<'chat', undefined> {
  return {
    encode: (request, context) => encodeChat(request, context, { stream: false, defaults }),
    decode: (reply, _state, context) => decodeChat(reply, context),
  };
}

export function streamTransformer(defaults: RequestDefaults = {}): StreamTransformer<'stream', undefined> {
  return {
    framing: 'ndjson',
    encode: (request, context) => encodeChat(request, context, { stream: true, defaults }),
    decoder: (_state, context) => new ChatDecoder(context),
  };
}
