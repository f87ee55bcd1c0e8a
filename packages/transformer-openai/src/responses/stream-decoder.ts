// Events of the responses wire into parts. A complete response is read the same way: as its last event alone.
import type {
  CodecContext,
  Cost,
  DecodedMeta,
  JsonValue,
  Origin,
  PartDecoder,
  StreamPart,
  Usage,
  VendorData,
  WireHeaders,
} from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { failureIn } from '../reply/failure.ts';
import type { ResponsesState } from './encode-request.ts';
import { responseFinish } from './finish-reason.ts';
import { ItemReader, type ResponseReading } from './item-reader.ts';
import { responsesUsage } from './usage.ts';

/** Items, annotations and responses are kept; the events that bring them are not. */
const transient = [''];

export class ResponsesDecoder implements PartDecoder<StreamPart> {
  readonly transient = transient;
  readonly #state: ResponsesState;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #reading: ResponseReading;
  /** By output index; servers that leave it out get the order of their items. */
  readonly #items = new Map<number, ItemReader>();
  readonly #origin: Origin;
  #blocks = 0;
  #response: JsonRecord = {};
  #started = false;
  #final = false;

  constructor(state: ResponsesState, context: CodecContext, headers: WireHeaders) {
    this.#state = state;
    this.#context = context;
    this.#headers = headers;
    this.#origin = { wire: state.features.wire, ...context.origin };
    this.#reading = {
      state,
      newBlock: () => this.#blocks++,
      newId: () => `call_${context.environment.id()}`,
      opaque: (data): VendorData => ({ origin: this.#origin, data }),
      calls: false,
      refused: false,
      reasons: false,
    };
  }

  get done(): boolean {
    return this.#final;
  }

  get finished(): boolean {
    return this.#final;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    const event = parseJson(text);
    if (isRecord(event)) this.json(event, out, name);
    else if (name === 'error') this.#fail({ status: 200, body: text });
  }

  json(event: unknown, out: StreamPart[], name?: string): void {
    if (isRecord(event)) this.#event(event, stringOf(event.type) ?? name, out);
  }

  /** A complete response: the body of a reply, or what the last event brings. */
  whole(response: JsonRecord, out: StreamPart[]): void {
    const failure = failureIn(response);
    if (failure) this.#fail(failure);
    if (response.status === 'failed') this.#fail({ status: 200, body: response });
    this.#about(response, out);
    this.#final = true;
    arrayOf(response.output).forEach((value, at) => {
      const item = recordOf(value);
      if (item) this.#readerOf(item, at)?.complete(item, out);
    });
    for (const reader of this.#items.values()) reader.abandon(out);
  }

  end(out: StreamPart[]): boolean {
    if (!this.#final) return false;
    const { usage, cost } = this;
    const ended = responseFinish(this.#response, this.#reading);
    out.push(
      { type: 'choice-end', choice: 0, ...ended },
      { type: 'finish', ...ended, ...(usage && { usage }), ...(cost && { cost }), meta: this.meta },
    );
    return true;
  }

  get usage(): Usage | undefined {
    return responsesUsage(this.#response.usage);
  }

  get cost(): Cost | undefined {
    const usage = recordOf(this.#response.usage);
    return usage && this.#state.features.cost?.(usage, this.#response);
  }

  get meta(): DecodedMeta {
    const { id, model, service_tier: tier } = this.#response;
    const vendor: Record<string, JsonValue> = {};
    for (const field of this.#state.features.metaFields) {
      const value = this.#response[field];
      if (value !== undefined && value !== null) vendor[field] = value as JsonValue;
    }
    return {
      ...(typeof model === 'string' && model !== '' && { model }),
      ...(typeof id === 'string' && id !== '' && { responseId: id }),
      ...(typeof tier === 'string' && { serviceTier: tier }),
      ...(Object.keys(vendor).length > 0 && { vendor }),
    };
  }

  #event(event: JsonRecord, type: string | undefined, out: StreamPart[]): void {
    switch (type) {
      case 'response.output_text.delta':
        this.#item(event, out).text(place(event.content_index), stringOf(event.delta) ?? '', out);
        if (event.logprobs) this.#item(event, out).logprobs(event.logprobs, out);
        return;
      case 'response.reasoning_summary_text.delta':
        return this.#item(event, out, 'reasoning').reasoning(
          'summary',
          place(event.summary_index),
          stringOf(event.delta) ?? '',
          out,
        );
      case 'response.reasoning_text.delta':
        return this.#item(event, out, 'reasoning').reasoning(
          'text',
          place(event.content_index),
          stringOf(event.delta) ?? '',
          out,
        );
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return this.#item(event, out).arguments(stringOf(event.delta) ?? '', out);
      case 'response.refusal.delta':
        return this.#item(event, out).refusal(stringOf(event.delta) ?? '', out);
      case 'response.output_text.annotation.added':
        return this.#item(event, out).annotation(place(event.content_index), event.annotation, out);
      case 'response.output_item.added':
        return this.#added(event, out);
      case 'response.output_item.done':
        return this.#itemDone(event, out);
      case 'response.created':
      case 'response.in_progress':
      case 'response.queued':
        this.#about(recordOf(event.response) ?? {}, out);
        if (type === 'response.queued') out.push({ type: 'progress', activity: 'queue' });
        return;
      case 'response.completed':
      case 'responses.completed': // Hugging Face's router
      case 'response.incomplete':
      case 'response.cancelled':
        return this.whole(recordOf(event.response) ?? {}, out);
      case 'response.failed':
        return this.#fail({ status: 200, body: event.response ?? event });
      case 'error':
        return this.#fail(failureIn(event) ?? { status: 200, body: event });
      default:
        this.#other(event, type, out);
    }
  }

  /** Progress of the vendor's tools, a complete response where a stream was asked for, a bare error; the rest is skipped. */
  #other(event: JsonRecord, type: string | undefined, out: StreamPart[]): void {
    if (event.object === 'response') return this.whole(event, out);
    if (type === undefined || !type.startsWith('response.')) {
      const failure = failureIn(event);
      if (failure) this.#fail(failure);
      return;
    }
    const [, tool, step] = /^response\.(\w+)_call\.(\w+)$/.exec(type) ?? [];
    if (tool === undefined || step === undefined) return;
    const image = stringOf(event.partial_image_b64);
    const detail: JsonValue =
      image === undefined ? { status: step } : { status: step, index: place(event.partial_image_index), data: image };
    out.push({ type: 'progress', activity: tool, detail });
  }

  #fail(failure: { readonly status: number; readonly body: unknown }): never {
    throw this.#context.failure({ ...failure, headers: this.#headers });
  }

  #about(response: JsonRecord, out: StreamPart[]): void {
    this.#response = { ...this.#response, ...response };
    if (this.#started) return;
    this.#started = true;
    const { model, responseId, serviceTier } = this.meta;
    out.push({
      type: 'start',
      ...(responseId !== undefined && { responseId }),
      ...(model !== undefined && { model }),
      ...(serviceTier !== undefined && { meta: { serviceTier } }),
    });
  }

  #added(event: JsonRecord, out: StreamPart[]): void {
    const item = recordOf(event.item);
    if (!item) return;
    if (!this.#started) this.#about({}, out);
    const reader = new ItemReader(item, this.#reading);
    this.#items.set(numberOf(event.output_index) ?? this.#items.size, reader);
    reader.begin(out);
  }

  /** The finished item is the authority: ids, encrypted content and arguments are taken from it. */
  #itemDone(event: JsonRecord, out: StreamPart[]): void {
    const item = recordOf(event.item);
    if (!item) return;
    if (!this.#started) this.#about({}, out);
    this.#readerOf(item, numberOf(event.output_index))?.complete(item, out);
  }

  /** The item that a delta belongs to; one that was never announced begins with it. */
  #item(event: JsonRecord, out: StreamPart[], type = 'message'): ItemReader {
    if (!this.#started) this.#about({}, out);
    const index = numberOf(event.output_index);
    const id = stringOf(event.item_id);
    const known =
      index === undefined
        ? (this.#byId(id) ?? (id === undefined ? [...this.#items.values()].at(-1) : undefined))
        : this.#items.get(index);
    if (known) return known;
    const reader = new ItemReader({ type, ...(id !== undefined && { id }) }, this.#reading);
    this.#items.set(index ?? this.#items.size, reader);
    return reader;
  }

  /** The reader of a finished item; undefined where it was finished before (the last event repeats all items). */
  #readerOf(item: JsonRecord, index: number | undefined): ItemReader | undefined {
    const type = stringOf(item.type);
    const id = stringOf(item.id) || undefined;
    const atIndex = index === undefined ? undefined : this.#items.get(index);
    const known =
      this.#byId(id) ?? (atIndex && (atIndex.type === type || atIndex.type === undefined) ? atIndex : undefined);
    if (known) return known.done ? undefined : known;
    const reader = new ItemReader(item, this.#reading);
    this.#items.set(index === undefined || this.#items.has(index) ? this.#freeIndex() : index, reader);
    return reader;
  }

  #freeIndex(): number {
    let index = this.#items.size;
    while (this.#items.has(index)) index++;
    return index;
  }

  #byId(id: string | undefined): ItemReader | undefined {
    if (id === undefined) return undefined;
    for (const reader of this.#items.values()) if (reader.id === id) return reader;
    return undefined;
  }
}

function place(value: unknown): number {
  return numberOf(value) ?? 0;
}
