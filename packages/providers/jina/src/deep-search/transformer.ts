// Chat completions with deep search's own words in them: what a piece is, and an end of the thinking that ends nothing.
import type { CodecContext, PartDecoder, StreamPart, StreamTransformer, Transformer, WireReply } from '@kit/core';
import { type ChatState, chatStreamTransformer, chatTransformer } from '@kit/transformer-openai/chat';
import { isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { dialect } from './dialect.ts';

const complete = chatTransformer(dialect);
const streamed = chatStreamTransformer(dialect);

export const deepSearchTransformer: Transformer<'chat'> = {
  encode: complete.encode,
  decode(reply, state, context) {
    const body = plain(reply.json(), context);
    const { status, headers, bytes } = reply;
    const read: WireReply = { status, headers, bytes, text: () => reply.text(), json: () => body };
    return complete.decode(read, state as ChatState, context);
  },
};

export const deepSearchStreamTransformer: StreamTransformer<'stream'> = {
  framing: streamed.framing,
  encode: streamed.encode,
  decoder: (state, context, reply) =>
    new DeepSearchDecoder(streamed.decoder(state as ChatState, context, reply), context),
};

/** Reads each chunk in plain words. */
class DeepSearchDecoder implements PartDecoder<StreamPart> {
  readonly #decoder: PartDecoder<StreamPart>;
  readonly #context: CodecContext;

  constructor(decoder: PartDecoder<StreamPart>, context: CodecContext) {
    this.#decoder = decoder;
    this.#context = context;
  }

  get done(): boolean {
    return this.#decoder.done;
  }

  get finished(): boolean {
    return this.#decoder.finished;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    this.#decoder.event(data, out, name);
  }

  json(chunk: unknown, out: StreamPart[], name?: string): void {
    this.#decoder.json?.(plain(chunk, this.#context), out, name);
  }

  afterRead(out: StreamPart[]): void {
    this.#decoder.afterRead?.(out);
  }

  end(out: StreamPart[]): boolean {
    return this.#decoder.end(out);
  }
}

/** A chunk or a whole reply as OpenAI would write it. */
function plain(body: unknown, context: CodecContext): unknown {
  if (!isRecord(body) || !Array.isArray(body.choices)) return body;
  return { ...body, choices: body.choices.map((choice) => plainChoice(choice, context)) };
}

function plainChoice(choice: unknown, context: CodecContext): unknown {
  if (!isRecord(choice)) return choice;
  const { delta, message, finish_reason: reason } = choice;
  return {
    ...choice,
    ...(isRecord(delta) && { delta: plainMessage(delta, context) }),
    ...(isRecord(message) && { message: plainMessage(message, context) }),
    // The thinking is over; the answer begins.
    ...(reason === 'thinking_end' && { finish_reason: null }),
  };
}

function plainMessage(message: JsonRecord, context: CodecContext): JsonRecord {
  const { type, content, annotations } = message;
  const text = stringOf(content);
  if (type === 'error') throw context.failure({ body: { error: { message: text ?? 'The search failed.' } } });
  const cited = { ...message, ...(Array.isArray(annotations) && { annotations: annotations.map(withQuote) }) };
  if (type !== 'think' || text === undefined) return cited;
  return { ...cited, content: null, reasoning_content: text.replace(/<\/?think>/g, '') };
}

/** `exactQuote` is what was cited. */
function withQuote(annotation: unknown): unknown {
  const cited = recordOf(recordOf(annotation)?.url_citation);
  if (!cited || typeof cited.exactQuote !== 'string') return annotation;
  return { ...recordOf(annotation), url_citation: { ...cited, quote: cited.exactQuote } };
}
