// One output item of a response into parts: in pieces as they stream, and whole from the finished item.
import { type JsonValue, parseToolArguments, type StreamPart, type VendorData } from '@kit/core';
import { arrayOf, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { citationOf } from '../reply/citations.ts';
import { tokenLogprobs } from '../reply/logprobs.ts';
import type { ResponsesState } from './encode-request.ts';
import { hostedInput, hostedResult, withoutNulls } from './hosted-tools.ts';

/** What the readers of one response share. */
export interface ResponseReading {
  readonly state: ResponsesState;
  readonly newBlock: () => number;
  readonly newId: () => string;
  readonly opaque: (data: JsonValue) => VendorData;
  /** The caller has to answer a call. */
  calls: boolean;
  refused: boolean;
  /** Reasoning was seen: from here on ids have to be replayed, since the vendor pairs items by them. */
  reasons: boolean;
}

interface TextBlock {
  readonly index: number;
  told: string;
  citations: number;
}

export class ItemReader {
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly #reading: ResponseReading;
  /** The item as it was announced: name and id of a call stand there. */
  readonly #announced: JsonRecord;
  readonly #texts = new Map<number, TextBlock>();
  #block = -1;
  #refusalTold = false;
  #refusal = '';
  #piece: string | undefined;
  #pieceKind: 'summary' | 'text' | undefined;
  #arguments = '';
  #started = false;
  #logprobsTold = false;
  #done = false;

  constructor(item: JsonRecord, reading: ResponseReading) {
    this.type = stringOf(item.type);
    this.id = stringOf(item.id) || undefined;
    this.#announced = item;
    this.#reading = reading;
    if (this.type === 'reasoning') reading.reasons = true;
  }

  get done(): boolean {
    return this.#done;
  }

  /** The item is announced. */
  begin(out: StreamPart[]): void {
    if (this.#isCall(this.#announced)) this.#start(this.#announced, out);
    else if (this.type === 'reasoning') out.push({ type: 'progress', activity: 'reasoning' });
  }

  text(content: number, delta: string, out: StreamPart[]): void {
    if (delta === '') return;
    const block = this.#textBlock(content);
    block.told += delta;
    out.push({ type: 'text', text: delta, choice: 0, index: block.index });
  }

  logprobs(list: unknown, out: StreamPart[]): void {
    const logprobs = tokenLogprobs(list);
    if (logprobs.length === 0) return;
    this.#logprobsTold = true;
    out.push({ type: 'logprobs', logprobs, choice: 0 });
  }

  annotation(content: number, value: unknown, out: StreamPart[]): void {
    const citation = citationOf(value);
    if (!citation) return;
    const block = this.#textBlock(content);
    block.citations++;
    out.push({ type: 'citation', citation, choice: 0, index: block.index });
  }

  refusal(delta: string, out: StreamPart[]): void {
    this.#reading.refused = true;
    this.#refusal += delta;
    out.push({ type: 'progress', activity: 'refusal', detail: delta });
  }

  /** A piece of a thought; where a vendor tells a summary and the thought itself, the first kind counts. */
  reasoning(kind: 'summary' | 'text', piece: number, delta: string, out: StreamPart[]): void {
    this.#pieceKind ??= kind;
    if (delta === '' || this.#pieceKind !== kind) return;
    const place = String(piece);
    const text = this.#piece !== undefined && this.#piece !== place ? `\n\n${delta}` : delta;
    this.#piece = place;
    out.push({ type: 'reasoning', text, choice: 0, index: this.#own() });
  }

  arguments(delta: string, out: StreamPart[]): void {
    if (!this.#isCall(this.#announced)) return;
    this.#start(this.#announced, out);
    this.#arguments += delta;
    if (delta !== '')
      out.push({ type: 'tool-call-delta', id: this.#callId(this.#announced), delta, choice: 0, index: this.#own() });
  }

  /** The finished item: what has not been told yet, and the data that belongs to it. */
  complete(item: JsonRecord, out: StreamPart[]): void {
    if (this.#done) return;
    this.#done = true;
    const type = this.type ?? stringOf(item.type);
    if (type === 'message' || type === undefined) this.#message(item, out);
    else if (type === 'reasoning') this.#thought(item, out);
    else if (this.#isCall(item)) this.#call(item, out);
    else if (type === 'image_generation_call' && typeof item.result === 'string') this.#image(item, out);
    else if (type.endsWith('_call')) this.#hosted(item, type, out);
    else out.push({ type: 'vendor', vendor: this.#reading.opaque(withoutNulls(item)), choice: 0, index: this.#own() });
  }

  /** Items that were begun and never finished, though the response was. */
  abandon(out: StreamPart[]): void {
    if (this.#done) return;
    const { type } = this;
    const content = [...this.#texts.keys()].map(() => ({}));
    if (this.#isCall(this.#announced))
      this.complete({ ...this.#announced, arguments: this.#arguments, input: this.#arguments }, out);
    else if (type === 'message' || type === undefined) this.complete({ ...this.#announced, content }, out);
  }

  #own(): number {
    return this.#block < 0 ? (this.#block = this.#reading.newBlock()) : this.#block;
  }

  #textBlock(content: number): TextBlock {
    let block = this.#texts.get(content);
    if (!block) {
      block = { index: this.#reading.newBlock(), told: '', citations: 0 };
      this.#texts.set(content, block);
    }
    return block;
  }

  #message(item: JsonRecord, out: StreamPart[]): void {
    // Deltas count the content as they like (Bedrock's mantle does not begin at 0): they are matched by their order.
    const streamed = [...this.#texts.keys()].sort((one, other) => one - other);
    let texts = 0;
    const logprobsTold = this.#logprobsTold;
    for (const value of arrayOf(item.content)) {
      const part = recordOf(value);
      if (typeof part?.refusal === 'string') this.#wholeRefusal(part.refusal, item, out);
      else if (typeof part?.text === 'string') {
        this.#wholeText(streamed[texts] ?? texts, part, part.text, out);
        if (!logprobsTold) this.logprobs(part.logprobs, out);
        texts++;
      }
    }
    if (this.#refusal !== '' && !this.#refusalTold) this.#wholeRefusal(this.#refusal, item, out);
    const data = this.#messageData(item);
    if (data)
      for (const { index } of this.#texts.values())
        out.push({ type: 'block-end', vendor: this.#reading.opaque(data), choice: 0, index });
  }

  /** A finished text: what its deltas did not tell. */
  #wholeText(content: number, part: JsonRecord, text: string, out: StreamPart[]): void {
    const block = this.#textBlock(content);
    if (text.startsWith(block.told)) this.text(content, text.slice(block.told.length), out);
    else {
      out.push({
        type: 'warning',
        warning: { feature: 'text', detail: 'The vendor ended a text with other words than it had streamed.' },
      });
      // Its last word is what a fold should keep.
      out.push({ type: 'block-end', choice: 0, index: block.index, text });
    }
    for (const annotation of arrayOf(part.annotations).slice(block.citations))
      this.annotation(content, annotation, out);
  }

  /** What a message has to bring back. A plain message of a model that does not think needs nothing. */
  #messageData(item: JsonRecord): JsonValue | undefined {
    if (!this.#reading.reasons && typeof item.phase !== 'string') return undefined;
    return withoutNulls({ type: 'message', id: item.id, phase: item.phase, status: item.status });
  }

  #wholeRefusal(words: string, item: JsonRecord, out: StreamPart[]): void {
    this.#reading.refused = true;
    this.#refusalTold = true;
    if (this.#refusal === '') out.push({ type: 'progress', activity: 'refusal', detail: words });
    const data = withoutNulls({ type: 'refusal', refusal: words, id: item.id, phase: item.phase, status: item.status });
    out.push({ type: 'vendor', vendor: this.#reading.opaque(data), choice: 0, index: this.#reading.newBlock() });
  }

  #thought(item: JsonRecord, out: StreamPart[]): void {
    const told = this.#piece !== undefined;
    if (!told) {
      const summary = arrayOf(item.summary);
      const pieces = summary.length > 0 ? summary : arrayOf(item.content);
      for (const [index, piece] of pieces.entries()) {
        this.reasoning('summary', index, stringOf(recordOf(piece)?.text) ?? '', out);
      }
      if (this.#piece === undefined) out.push({ type: 'reasoning', text: '', choice: 0, index: this.#own() });
    }
    out.push({ type: 'block-end', vendor: this.#reading.opaque(withoutNulls(item)), choice: 0, index: this.#own() });
  }

  #isCall(item: JsonRecord): boolean {
    const { type } = this;
    if (type !== 'function_call' && type !== 'custom_tool_call') return false;
    return !this.#reading.state.features.isHostedCall?.(item);
  }

  #callId(item: JsonRecord): string {
    return stringOf(item.call_id) || this.id || '';
  }

  #name(item: JsonRecord): string {
    const name = stringOf(item.name) ?? '';
    return this.#reading.state.renamed?.get(name) ?? name;
  }

  #start(item: JsonRecord, out: StreamPart[]): void {
    this.#reading.calls = true;
    const id = this.#callId(item);
    if (this.#started || id === '' || stringOf(item.name) === undefined) return;
    this.#started = true;
    out.push({ type: 'tool-call-start', id, name: this.#name(item), choice: 0, index: this.#own() });
  }

  #call(item: JsonRecord, out: StreamPart[]): void {
    const known = this.#callId(item) || this.#callId(this.#announced);
    const whole: JsonRecord = { ...this.#announced, ...item, call_id: known || this.#reading.newId() };
    this.#start(whole, out);
    const custom = this.type === 'custom_tool_call';
    const given = custom ? whole.input : whole.arguments;
    const text =
      typeof given === 'string'
        ? given
        : given === undefined || given === null
          ? this.#arguments
          : JSON.stringify(given);
    const parsed = custom ? { input: (parseJson(text) ?? text) as JsonValue } : parseToolArguments(text);
    const data = this.#callData(whole, custom);
    out.push({
      type: 'tool-call',
      id: this.#callId(whole),
      name: this.#name(whole),
      arguments: text,
      ...parsed,
      choice: 0,
      index: this.#own(),
      ...(data && { vendor: this.#reading.opaque(data) }),
    });
  }

  /** Fields of a call beyond the unified ones: its id where reasoning is paired with it, a namespace, … */
  #callData(item: JsonRecord, custom: boolean): JsonValue | undefined {
    const { type, call_id: _, name: __, arguments: ___, input: ____, id, status, ...more } = item;
    const extras = withoutNulls(more) as Record<string, JsonValue>;
    if (!custom && !this.#reading.reasons && Object.keys(extras).length === 0) return undefined;
    return withoutNulls({ type, id, status, ...extras });
  }

  /** The picture is the part; the rest of the item is what goes back with it. */
  #image(item: JsonRecord, out: StreamPart[]): void {
    const { result, ...rest } = item;
    const mediaType = `image/${stringOf(item.output_format) ?? 'png'}`;
    const vendor = this.#reading.opaque(withoutNulls(rest));
    out.push({
      type: 'file',
      file: { type: 'image', source: { data: result as string, mediaType }, vendor },
      choice: 0,
      index: this.#own(),
    });
  }

  #hosted(item: JsonRecord, type: string, out: StreamPart[]): void {
    const id = stringOf(item.call_id) ?? stringOf(item.id) ?? this.#reading.newId();
    const name = stringOf(item.name) ?? type.replace(/_call$/, '');
    const input = hostedInput(item);
    out.push({
      type: 'hosted-tool-call',
      id,
      name,
      ...(input !== undefined && { input }),
      vendor: this.#reading.opaque(withoutNulls(item)),
      choice: 0,
      index: this.#own(),
    });
    const result = hostedResult(item);
    if (result)
      out.push({
        type: 'tool-result',
        toolCallId: id,
        toolName: name,
        hosted: true,
        ...result,
        choice: 0,
        index: this.#reading.newBlock(),
      });
  }
}
