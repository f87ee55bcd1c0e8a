// A streamed answer, event by event. A complete one is read through the same methods, so that both give the same.
import {
  type CodecContext,
  type FinishReason,
  type JsonValue,
  type PartDecoder,
  parseToolArguments,
  type StreamPart,
  type WireHeaders,
} from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { apiWarnings } from '../api-warning.ts';
import { citationsOf } from './citations.ts';
import type { ChatState } from './encode-request.ts';
import { finishReasonOf } from './finish-reason.ts';
import { logprobsOf } from './logprobs.ts';
import { usageOf } from './usage.ts';
import { stamp } from './vendor-data.ts';

/** Events that an answer is made of. */
const answerEvent = /^(?:message|content|tool-plan|tool-call|citation)-/;

interface TextBlock {
  /** Its place in the answer: the vendor counts texts, thoughts and calls apart. */
  readonly index: number;
  text: string;
}

interface OpenCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  text: string;
}

export class ChatDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly #state: ChatState;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #texts = new Map<number, TextBlock>();
  readonly #thoughts = new Map<number, number>();
  readonly #calls = new Map<number, OpenCall>();
  #lastText: TextBlock | undefined;
  #plan: number | undefined;
  #blocks = 0;
  #started = false;
  /** Citations of plans and thoughts, for which there is no place in a part. */
  #asides: JsonValue[] = [];
  #end: JsonRecord | undefined;

  constructor(state: ChatState, context: CodecContext, headers: WireHeaders) {
    this.#state = state;
    this.#context = context;
    this.#headers = headers;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    if (typeof data === 'string') this.json(parseJson(data), out);
  }

  json(event: unknown, out: StreamPart[]): void {
    // `[DONE]` is no JSON; `message-end` was the end.
    if (!isRecord(event) || this.done) return;
    const { type } = event;
    const message = recordOf(recordOf(event.delta)?.message);
    const index = numberOf(event.index) ?? 0;
    // `message-start` is the first, as a rule; nothing may come before the start. Other events begin nothing.
    if (typeof type === 'string' && answerEvent.test(type)) this.#start(event, out);
    switch (type) {
      case 'content-start':
      case 'content-delta':
        if (event.logprobs) this.#logprobs(event.logprobs, out);
        return this.content(first(message?.content), index, out);
      case 'tool-plan-delta':
        return this.plan(stringOf(message?.tool_plan) ?? '', out);
      case 'tool-call-start':
        return this.#beginCall(recordOf(first(message?.tool_calls)) ?? {}, index, out);
      case 'tool-call-delta':
        return this.#addArguments(recordOf(recordOf(first(message?.tool_calls))?.function)?.arguments, index, out);
      case 'tool-call-end':
        return this.#completeCall(index, out);
      case 'citation-start':
        return this.cite(recordOf(first(message?.citations)), out);
      case 'message-end':
        return this.#finish(recordOf(event.delta) ?? {}, out);
      case undefined:
        // An error body, or a complete answer, where a stream was asked for.
        if (isRecord(event.message)) return this.complete(event, out);
        if (typeof event.message === 'string') throw this.#failure(event);
    }
  }

  /** A complete reply. @throws KitError where it tells a failure. */
  complete(body: JsonRecord, out: StreamPart[]): void {
    this.#start(body, out);
    const message = recordOf(body.message) ?? {};
    this.plan(stringOf(message.tool_plan) ?? '', out);
    const blocks = typeof message.content === 'string' ? [message.content] : arrayOf(message.content);
    blocks.forEach((block, index) => {
      this.content(block, index, out);
    });
    for (const citation of arrayOf(message.citations)) this.cite(recordOf(citation), out);
    arrayOf(message.tool_calls).forEach((call, index) => {
      this.#beginCall(recordOf(call) ?? {}, index, out);
      this.#completeCall(index, out);
    });
    if (body.logprobs) this.#logprobs(body.logprobs, out);
    this.#finish(body, out);
  }

  end(out: StreamPart[]): boolean {
    if (!this.#end) return false;
    if (!this.#started) this.#start({}, out);
    for (const index of [...this.#calls.keys()]) this.#completeCall(index, out);
    if (this.#plan !== undefined)
      out.push({ type: 'block-end', index: this.#plan, vendor: stamp(this.#context, { toolPlan: true }) });
    const ending = this.#ending();
    out.push({
      type: 'choice-end',
      choice: 0,
      ...ending,
      ...(this.#asides.length > 0 && { vendor: stamp(this.#context, { citations: this.#asides }) }),
    });
    const raw = recordOf(this.#end.usage);
    const usage = usageOf(raw);
    out.push({ type: 'finish', ...ending, ...(usage && { usage }) });
    return true;
  }

  #ending(): { readonly finishReason: FinishReason; readonly rawFinishReason?: string } {
    const word = stringOf(this.#end?.finish_reason);
    return { finishReason: finishReasonOf(word), ...(word !== undefined && { rawFinishReason: word }) };
  }

  #start({ id }: JsonRecord, out: StreamPart[]): void {
    if (this.#started) return;
    this.#started = true;
    out.push({ type: 'start', ...(typeof id === 'string' && { responseId: id }) });
    for (const warning of apiWarnings(this.#headers)) out.push({ type: 'warning', warning });
  }

  /** A piece of a content block, or a whole one. */
  content(value: unknown, index: number, out: StreamPart[]): void {
    const content = recordOf(value);
    const text = typeof value === 'string' ? value : stringOf(content?.text);
    const thinking = stringOf(content?.thinking);
    if (thinking) {
      let place = this.#thoughts.get(index);
      if (place === undefined) this.#thoughts.set(index, (place = this.#blocks++));
      out.push({ type: 'reasoning', text: thinking, index: place });
    }
    if (text) {
      const block = this.#textAt(index);
      block.text += text;
      out.push({ type: 'text', text, index: block.index });
    }
  }

  #textAt(index: number): TextBlock {
    let block = this.#texts.get(index);
    if (!block) {
      block = { index: this.#blocks++, text: '' };
      this.#texts.set(index, block);
    }
    return (this.#lastText = block);
  }

  /** What the model means to do with its tools: neither answer nor thought. Shown as reasoning, and marked. */
  plan(text: string, out: StreamPart[]): void {
    if (text === '') return;
    this.#plan ??= this.#blocks++;
    out.push({ type: 'reasoning', text, index: this.#plan });
  }

  #beginCall(call: JsonRecord, index: number, out: StreamPart[]): void {
    // A call whose end was not told, and another in its place.
    if (this.#calls.has(index)) this.#completeCall(index, out);
    const wanted = recordOf(call.function);
    const id = stringOf(call.id) || `call_${this.#context.environment.id()}`;
    const open: OpenCall = { index: this.#blocks++, id, name: stringOf(wanted?.name) ?? '', text: '' };
    this.#calls.set(index, open);
    out.push({ type: 'tool-call-start', id, name: open.name, index: open.index });
    this.#addArguments(wanted?.arguments, index, out);
  }

  #addArguments(value: unknown, index: number, out: StreamPart[]): void {
    const delta = typeof value === 'string' ? value : isRecord(value) ? JSON.stringify(value) : '';
    if (delta === '') return;
    if (!this.#calls.has(index)) this.#beginCall({}, index, out);
    const call = this.#calls.get(index) as OpenCall;
    call.text += delta;
    out.push({ type: 'tool-call-delta', id: call.id, delta, index: call.index });
  }

  #completeCall(index: number, out: StreamPart[]): void {
    const call = this.#calls.get(index);
    if (!call) return;
    this.#calls.delete(index);
    const { id, name, index: place } = call;
    // Tools without parameters are called with nothing, or with the word "null".
    const text = call.text.trim();
    const given = text === '' || text === 'null' ? '{}' : call.text;
    out.push({ type: 'tool-call', id, name, arguments: given, ...parseToolArguments(given), index: place });
  }

  cite(raw: JsonRecord | undefined, out: StreamPart[]): void {
    if (!raw) return;
    if (raw.type === 'PLAN' || raw.type === 'THINKING_CONTENT') {
      this.#asides.push(raw as JsonValue);
      return;
    }
    const at = numberOf(raw.content_index);
    const block = (at === undefined ? undefined : this.#texts.get(at)) ?? this.#lastText;
    for (const citation of citationsOf(raw, block?.text ?? '', this.#state.documentIds)) {
      out.push({ type: 'citation', citation, ...(block && { index: block.index }) });
    }
  }

  #logprobs(value: unknown, out: StreamPart[]): void {
    const logprobs = logprobsOf(value);
    if (logprobs.length > 0) out.push({ type: 'logprobs', logprobs });
  }

  /**
   * A generation that failed before it said a word is a failure. One that broke later has an answer, with the finish
   * reason `error` and the vendor's words as a warning.
   */
  #finish(end: JsonRecord, out: StreamPart[]): void {
    const words = stringOf(end.error);
    const failed = words || finishReasonOf(stringOf(end.finish_reason)) === 'error';
    if (failed && this.#blocks === 0) throw this.#failure({ ...end, message: words || 'The generation failed.' });
    if (words) out.push({ type: 'warning', warning: { feature: 'finishReason', detail: words } });
    this.#end = end;
    this.done = true;
  }

  #failure(body: JsonRecord) {
    return this.#context.failure({ body, headers: this.#headers });
  }
}

/** Deltas hold objects where complete answers hold lists; either is read. */
function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
