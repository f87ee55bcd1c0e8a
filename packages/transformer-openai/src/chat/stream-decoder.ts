// Chunks of a chat completion into parts. A complete reply is read the same way: as a stream of one chunk.
import type {
  CodecContext,
  Cost,
  DecodedMeta,
  FinishPart,
  JsonValue,
  PartDecoder,
  StartPart,
  StreamPart,
  Usage,
  VendorData,
  Warning,
  WireHeaders,
} from '@kit/core';
import { isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { listedCitations } from '../reply/citations.ts';
import { failureIn } from '../reply/failure.ts';
import { ChoiceReader, choiceIndex } from './choice-reader.ts';
import type { ChatState } from './encode-request.ts';
import type { Growing } from './growing.ts';
import { chatUsage, mergeUsage } from './usage.ts';

/** What is read of a chunk and not kept: text is, the objects around it are not. */
const transient = ['', 'choices', 'choices.*', 'choices.*.delta'];
const none: readonly unknown[] = [];

export class ChatDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly transient = transient;
  readonly #state: ChatState;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #choices: ChoiceReader[] = [];
  #responseId: string | undefined;
  #model: string | undefined;
  #serviceTier: string | undefined;
  #vendor: Record<string, JsonValue> | undefined;
  #usage: JsonRecord | undefined;
  /** The chunk that told the usage, for what a vendor charges. */
  #last: JsonRecord | undefined;
  #usageTold = true;
  #cited: JsonRecord | undefined;
  #warned: Set<string> | undefined;
  #started = false;
  #begun = 0;
  #finished = 0;

  constructor(state: ChatState, context: CodecContext, headers: WireHeaders) {
    this.#state = state;
    this.#context = context;
    this.#headers = headers;
  }

  /** Every answer that was asked for has ended. */
  get finished(): boolean {
    return this.done || (this.#allFinished() && this.#begun >= this.#state.n);
  }

  #allFinished(): boolean {
    return this.#begun > 0 && this.#finished === this.#begun;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    if (text === '[DONE]' || text.trim() === '[DONE]') {
      this.done = true;
      return;
    }
    const chunk = parseJson(text);
    if (chunk === undefined && /^\s*error\b/i.test(text)) this.#fail({ status: 200, body: text });
    if (chunk !== undefined || name === 'error') this.json(chunk ?? text, out, name);
  }

  json(chunk: unknown, out: StreamPart[], name?: string): void {
    if (name === 'error') this.#fail(failureIn(chunk) ?? { status: 200, body: chunk });
    if (Array.isArray(chunk)) for (const one of chunk) this.#take(one, out);
    else this.#take(chunk, out);
  }

  /** Usage before the end is passed on, so that a stream that breaks still accounts for itself. */
  afterRead(out: StreamPart[]): void {
    if (this.#usageTold) return;
    this.#usageTold = true;
    const { usage } = this;
    if (!usage) return;
    if (!this.#started) this.#start(out);
    out.push({ type: 'usage', usage });
  }

  #take(chunk: unknown, out: StreamPart[]): void {
    if (isRecord(chunk)) this.chunk(chunk, out);
  }

  /** One chunk, or a complete reply's body. */
  chunk(chunk: JsonRecord, out: StreamPart[]): void {
    const failure = failureIn(chunk);
    if (failure) this.#fail(failure);
    this.#about(chunk);
    const { replyWarnings } = this.#state.features;
    if (replyWarnings) this.#warn(replyWarnings(chunk), out);
    const choices: readonly unknown[] = Array.isArray(chunk.choices) ? chunk.choices : none;
    if (!this.#started && (choices.length > 0 || this.#model)) this.#start(out);
    for (let at = 0; at < choices.length; at++) {
      const choice = choices[at];
      if (isRecord(choice)) this.#read(choice, choiceIndex(choice, at), out);
    }
    const usage = chunk.usage ?? recordOf(chunk.x_groq)?.usage ?? recordOf(choices[0])?.usage; // Groq, Moonshot
    if (usage) this.#addUsage(usage, chunk);
    if (chunk.citations || chunk.search_results || chunk.web_search || chunk.search_info) this.#cited = { ...chunk };
  }

  #read(choice: JsonRecord, index: number, out: StreamPart[]): void {
    const reader = this.#choiceAt(index);
    const before = reader.finished;
    reader.read(choice, out);
    if (reader.finished && !before) this.#finished++;
    const { choiceMeta } = this.#state.features;
    for (let at = 0; at < choiceMeta.length; at++) this.#keep(choiceMeta[at] as string, choice);
  }

  #warn(warnings: readonly Warning[], out: StreamPart[]): void {
    for (const warning of warnings) {
      if (this.#warned?.has(warning.detail)) continue;
      (this.#warned ??= new Set()).add(warning.detail);
      out.push({ type: 'warning', warning });
    }
  }

  /** Empty objects say nothing, and take nothing back. */
  #keep(field: string, { [field]: value }: JsonRecord): void {
    if (isRecord(value) && Object.keys(value).length > 0) (this.#vendor ??= {})[field] = value as JsonValue;
  }

  end(out: StreamPart[]): boolean {
    const complete = this.done || this.#allFinished() || (this.#state.features.endsAtEof && this.#started);
    if (!complete) return false;
    if (!this.#started) this.#start(out);
    const first = this.#choices[0] ?? this.#choiceAt(0);
    if (this.#cited) for (const citation of listedCitations(this.#cited)) first.cite(citation, out);
    for (const choice of this.#choices) choice?.end(out);
    const { usage, cost } = this;
    const { finishReason, rawFinishReason } = first;
    const finish: Growing<FinishPart> = { type: 'finish', finishReason, meta: this.meta };
    if (rawFinishReason !== undefined) finish.rawFinishReason = rawFinishReason;
    if (usage) finish.usage = usage;
    if (cost) finish.cost = cost;
    out.push(finish);
    return true;
  }

  get usage(): Usage | undefined {
    return chatUsage(this.#usage, this.#state.features.reasoningTokens);
  }

  /** What the vendor itself charges, where it says so. */
  get cost(): Cost | undefined {
    return this.#usage && this.#state.features.cost?.(this.#usage, this.#last ?? {});
  }

  get meta(): DecodedMeta {
    const meta: Growing<DecodedMeta> = {};
    if (this.#model !== undefined) meta.model = this.#model;
    if (this.#responseId !== undefined) meta.responseId = this.#responseId;
    return this.#added(meta);
  }

  /** What is told beside model and id. */
  #added(meta: Growing<DecodedMeta>): DecodedMeta {
    if (this.#serviceTier !== undefined) meta.serviceTier = this.#serviceTier;
    if (this.#vendor) meta.vendor = this.#vendor;
    return meta;
  }

  #fail(failure: { readonly status: number; readonly body: unknown }): never {
    throw this.#context.failure({ ...failure, headers: this.#headers });
  }

  #start(out: StreamPart[]): void {
    this.#started = true;
    const start: Growing<StartPart> = { type: 'start' };
    if (this.#responseId !== undefined) start.responseId = this.#responseId;
    if (this.#model !== undefined) start.model = this.#model;
    if (this.#serviceTier !== undefined || this.#vendor) start.meta = this.#added({});
    out.push(start);
  }

  #about(chunk: JsonRecord): void {
    // Azure's first chunk has an empty model, Groq's compound models a new id in every chunk.
    this.#responseId ??= stringOf(chunk.id) || undefined;
    this.#model ??= (stringOf(chunk.model) ?? stringOf(chunk.model_id)) || undefined;
    if (typeof chunk.service_tier === 'string') this.#serviceTier = chunk.service_tier;
    const { metaFields } = this.#state.features;
    for (let at = 0; at < metaFields.length; at++) {
      const field = metaFields[at] as string;
      const value = chunk[field];
      if (value !== undefined && value !== null) (this.#vendor ??= {})[field] = value as JsonValue;
    }
  }

  #addUsage(usage: unknown, chunk: JsonRecord): void {
    this.#usage = mergeUsage(this.#usage, usage);
    this.#usageTold = false;
    if (this.#state.features.cost) this.#last = { ...chunk };
  }

  #choiceAt(index: number): ChoiceReader {
    const known = this.#choices[index];
    if (known) return known;
    const reader = new ChoiceReader({
      choice: index,
      state: this.#state,
      newId: () => `call_${this.#context.environment.id()}`,
      opaque: (data): VendorData => ({ origin: { wire: this.#state.features.wire, ...this.#context.origin }, data }),
    });
    this.#choices[index] = reader;
    this.#begun++;
    return reader;
  }
}
