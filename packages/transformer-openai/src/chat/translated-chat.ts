// Wires of vendors' own that say what chat completions says in other words: bodies and events are translated both ways,
// and everything else (tools, thoughts, usage, odd streams) is read and written as it is there.
import type {
  ChatRequest,
  CodecContext,
  Encoded,
  JsonObject,
  PartDecoder,
  StreamPart,
  StreamTransformer,
  Transformer,
  Warning,
  WireRequest,
} from '@kit/core';
import { parseJson } from '@kit/wire';
import type { ChatDialect } from '../dialect/chat-dialect.ts';
import { decodeChatBody } from './decode-response.ts';
import { type ChatState, chatEncoder } from './encode-request.ts';
import { encodeRich } from './encode-rich.ts';
import { ChatDecoder } from './stream-decoder.ts';

/** How a vendor says it. */
export interface ChatTranslation {
  /** How streams are cut into events. Default `sse`. */
  readonly framing?: StreamTransformer<'stream'>['framing'];
  /** A body of chat completions as the vendor's request. */
  readonly request: (body: JsonObject, ask: TranslationAsk) => WireRequest;
  /** The body of a complete reply as a chat completion. */
  readonly reply: (body: unknown, context: CodecContext) => unknown;
  /** Makes the reader of one stream: it answers an event as a chunk, `[DONE]` at the end, undefined where nothing is said. */
  readonly events: (context: CodecContext) => (event: unknown, name: string | undefined) => unknown;
}

export interface TranslationAsk {
  readonly request: ChatRequest;
  readonly context: CodecContext;
  readonly stream: boolean;
  /** Notes what was asked for and cannot be said. */
  warn(feature: string, detail: string): void;
}

/** Chat, complete and streamed, over a wire that is translated. The dialect says what the vendor takes. */
export function translatedChat(
  dialect: ChatDialect,
  translation: ChatTranslation,
): {
  readonly transformer: Transformer<'chat', ChatState>;
  readonly streamTransformer: StreamTransformer<'stream', ChatState>;
} {
  const encoder = (stream: boolean) => {
    const encode = chatEncoder(dialect, { stream, rich: encodeRich });
    return (request: ChatRequest, context: CodecContext): Encoded<ChatState> => {
      const encoded = encode(request, context);
      const warnings: Warning[] = [...encoded.warnings];
      const { body } = encoded.wire;
      const said = (body?.type === 'json' ? body.value : {}) as JsonObject;
      const warn = (feature: string, detail: string) => void warnings.push({ feature, detail });
      const wire = translation.request(said, { request, context, stream, warn });
      return { wire, warnings, state: encoded.state };
    };
  };
  return {
    transformer: {
      encode: encoder(false),
      decode: (reply, state, context) =>
        decodeChatBody(translation.reply(reply.json(), context), state, context, reply.headers),
    },
    streamTransformer: {
      framing: translation.framing ?? 'sse',
      encode: encoder(true),
      decoder: (state, context, { headers }) =>
        new TranslatedDecoder(new ChatDecoder(state, context, headers), translation.events(context)),
    },
  };
}

class TranslatedDecoder implements PartDecoder<StreamPart> {
  readonly #chunks: ChatDecoder;
  readonly #translate: ReturnType<ChatTranslation['events']>;

  constructor(chunks: ChatDecoder, translate: ReturnType<ChatTranslation['events']>) {
    this.#chunks = chunks;
    this.#translate = translate;
  }

  get done(): boolean {
    return this.#chunks.done;
  }

  get finished(): boolean {
    return this.#chunks.finished;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    this.json(parseJson(text) ?? text, out, name);
  }

  json(event: unknown, out: StreamPart[], name?: string): void {
    const said = this.#translate(event, name);
    if (typeof said === 'string') this.#chunks.event(said, out);
    else if (said !== undefined) this.#chunks.json(said, out);
  }

  afterRead(out: StreamPart[]): void {
    this.#chunks.afterRead(out);
  }

  end(out: StreamPart[]): boolean {
    return this.#chunks.end(out);
  }
}
