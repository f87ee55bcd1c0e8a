// What the decoders of both contracts share: choices, usage, failures, the end.
import type {
  CodecContext,
  DecodedMeta,
  JsonValue,
  Origin,
  PartDecoder,
  StreamPart,
  VendorData,
  WireHeaders,
} from '@kit/core';
import { isRecord, type JsonRecord, parseJson, stringOf } from '@kit/wire';
import { wireId } from '../wire-id.ts';
import { AnswerReader, type AnswerState } from './answer-reader.ts';
import { failureIn } from './failure-in.ts';
import { usageOf } from './usage.ts';

/** Reads what a contract's event, or its complete reply, says beyond usage, model and ids. */
export type ReadContract = (
  body: JsonRecord,
  answer: AnswerDecoder,
  out: StreamPart[],
  event: string | undefined,
) => void;

/** What makes an event one of an answer, in either contract. */
const answerFields = ['choices', 'messages', 'model', 'finish_reason', 'usage'];

export class AnswerDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly #read: ReadContract;
  readonly #state: AnswerState;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #readers: AnswerReader[] = [];
  readonly #origin: Origin;
  #started = false;
  #model: string | undefined;
  #responseId: string | undefined;
  #vendor: Record<string, JsonValue> | undefined;
  #usage: ReturnType<typeof usageOf>;

  constructor(read: ReadContract, state: AnswerState, context: CodecContext, headers: WireHeaders) {
    this.#read = read;
    this.#state = state;
    this.#context = context;
    this.#headers = headers;
    this.#origin = { wire: wireId, ...context.origin };
  }

  get provider(): string {
    return this.#context.provider;
  }

  /** Every answer that was asked for has ended. */
  get finished(): boolean {
    return this.done || (this.#allFinished() && this.#begun().length >= this.#state.n);
  }

  #begun(): AnswerReader[] {
    return this.#readers.filter((reader) => reader !== undefined);
  }

  #allFinished(): boolean {
    const begun = this.#begun();
    return begun.length > 0 && begun.every(({ finished }) => finished);
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    if (text.trim() === '[DONE]') {
      this.done = true;
      return;
    }
    this.json(parseJson(text) ?? text, out, name);
  }

  json(body: unknown, out: StreamPart[], name?: string): void {
    if (name === 'error') this.#fail(failureIn(body) ?? { status: 200, body });
    if (isRecord(body)) this.body(body, out, name);
  }

  /** One event, or a complete reply. */
  body(body: JsonRecord, out: StreamPart[], event?: string): void {
    const failure = failureIn(body);
    if (failure) this.#fail(failure);
    this.#model ??= stringOf(body.model) || undefined;
    this.#responseId ??= (stringOf(body.message_id) ?? stringOf(body.id)) || undefined;
    for (const field of ['thread_id', 'additional_data']) {
      const value = body[field];
      if (value !== undefined && value !== null) (this.#vendor ??= {})[field] = value as JsonValue;
    }
    // An event of another kind begins nothing.
    if (!this.#started && answerFields.some((field) => field in body)) this.#start(out);
    this.#read(body, this, out, event);
    const usage = usageOf(body.usage);
    if (!usage) return;
    this.#usage = usage;
    out.push({ type: 'usage', usage });
  }

  #start(out: StreamPart[]): void {
    this.#started = true;
    out.push({
      type: 'start',
      ...(this.#responseId !== undefined && { responseId: this.#responseId }),
      ...(this.#model !== undefined && { model: this.#model }),
    });
  }

  /** The answer with this number; odd values are the first. */
  choice(index: number | undefined): AnswerReader {
    const at = index !== undefined && Number.isInteger(index) && index >= 0 && index < 1024 ? index : 0;
    const known = this.#readers[at];
    if (known) return known;
    const reader = new AnswerReader({
      choice: at,
      provider: this.#context.provider,
      newId: () => `call_${this.#context.environment.id()}`,
      opaque: (data): VendorData => ({ origin: this.#origin, data }),
    });
    this.#readers[at] = reader;
    return reader;
  }

  end(out: StreamPart[]): boolean {
    if (!this.done && !this.#allFinished()) return false;
    if (!this.#started) this.#start(out);
    const first = this.choice(0);
    for (const reader of this.#begun()) reader.end(out);
    out.push({
      type: 'finish',
      finishReason: first.finishReason,
      ...(first.rawFinishReason !== undefined && { rawFinishReason: first.rawFinishReason }),
      ...(this.#usage && { usage: this.#usage }),
    });
    return true;
  }

  get meta(): DecodedMeta {
    return {
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#responseId !== undefined && { responseId: this.#responseId }),
      ...(this.#vendor && { vendor: this.#vendor }),
    };
  }

  #fail(failure: { readonly status: number; readonly body: unknown }): never {
    throw this.#context.failure({ ...failure, headers: this.#headers });
  }
}
