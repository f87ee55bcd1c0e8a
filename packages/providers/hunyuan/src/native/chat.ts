// Chats of the cloud's API: those of OpenAI's wire in other words.
import type {
  ChatRequest,
  CodecContext,
  Encoded,
  JsonObject,
  JsonValue,
  OperationDeclaration,
  PartDecoder,
  StreamPart,
  StreamTransformer,
  Transformer,
  WireReply,
} from '@kit/core';
import { chatStreamTransformer, chatTransformer } from '@kit/transformer-openai/chat';
import { nativeDialect } from '../dialect.ts';
import { actionHeaders, metaOf } from './action.ts';
import { nativeBody } from './encode-body.ts';
import { plainBody } from './plain-body.ts';

const endpoint = { path: '/', headers: actionHeaders('ChatCompletions') };

const complete = chatTransformer(nativeDialect.chat) as Transformer<'chat'>;
const streamed = chatStreamTransformer(nativeDialect.chat) as StreamTransformer<'stream'>;

export const chatOperation: OperationDeclaration<'chat'> = {
  endpoint,
  transformer: {
    encode: (request, context) => renamed(complete.encode(request, context), false),
    decode(reply, state, context) {
      const response = complete.decode(plainReply(reply), state, context);
      return { ...response, meta: { ...response.meta, ...metaOf(reply) } };
    },
  },
};

export const streamOperation: OperationDeclaration<'stream'> = {
  endpoint,
  streamTransformer: {
    framing: 'sse',
    encode: (request: ChatRequest, context: CodecContext) => renamed(streamed.encode(request, context), true),
    decoder: (state, context, reply) => new PlainDecoder(streamed.decoder(state, context, reply)),
  },
};

function renamed<S>(encoded: Encoded<S>, stream: boolean): Encoded<S> {
  const { wire } = encoded;
  const body = wire.body?.type === 'json' ? (wire.body.value as JsonObject) : {};
  const value = { ...nativeBody(body), Stream: stream };
  return { ...encoded, wire: { ...wire, body: { type: 'json', value } } };
}

function plainReply(reply: WireReply): WireReply {
  const { status, headers, bytes } = reply;
  const body = plainBody(reply.json());
  return { status, headers, bytes, text: () => JSON.stringify(body), json: () => body as JsonValue };
}

/** Events in OpenAI's words. */
class PlainDecoder implements PartDecoder<StreamPart> {
  readonly #inner: PartDecoder<StreamPart>;

  constructor(inner: PartDecoder<StreamPart>) {
    this.#inner = inner;
  }

  get done(): boolean {
    return this.#inner.done;
  }

  get finished(): boolean {
    return this.#inner.finished;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    this.#inner.event(data, out, name);
  }

  json(value: unknown, out: StreamPart[], name?: string): void {
    this.#inner.json?.(plainBody(value), out, name);
  }

  afterRead(out: StreamPart[]): void {
    this.#inner.afterRead?.(out);
  }

  end(out: StreamPart[]): boolean {
    return this.#inner.end(out);
  }
}
