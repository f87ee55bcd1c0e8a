// Events of a streamed answer as parts.
import type { CodecContext, DecodedMeta, PartDecoder, ResponseMeta, StreamPart } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import type { AnswerState } from './answer-state.ts';
import type { BlockScope } from './decode-block.ts';
import { closingFields, endMeta, isFailure, startMeta } from './decode-response.ts';
import { decodeFinishReason } from './finish-reason.ts';
import { StreamBlock, startFor } from './stream-block.ts';
import { decodeUsage, mergeUsage } from './usage.ts';
import { extrasOf, originOf, vendorDataOf } from './vendor-data.ts';

/** Decodes one stream. `message_stop` completes it; an end without it is a broken answer. */
export function messagesDecoder(state: AnswerState, context: CodecContext): PartDecoder<StreamPart> {
  return new MessagesDecoder(state, context);
}

const deltaFields: ReadonlySet<string> = new Set(['stop_reason']);
const eventFields: ReadonlySet<string> = new Set(['type', 'delta', 'usage']);

/** What a delta brings is kept, the delta is not. */
const transient = ['', 'delta'];

class MessagesDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly transient = transient;
  readonly #context: CodecContext;
  readonly #scope: BlockScope;
  #started = false;
  #open = new Map<number, StreamBlock>();
  #usage: JsonRecord | undefined;
  /** Members of the message beyond its content, as far as they are known. */
  #message: JsonRecord = {};
  #stopReason: string | undefined;
  #toolCalls = 0;
  #answered = false;

  constructor(state: AnswerState, context: CodecContext) {
    this.#context = context;
    this.#scope = { state, origin: originOf(context), newId: () => context.environment.id() };
  }

  /** Nothing follows an answer but its end marker. */
  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    this.json(parseJson(typeof data === 'string' ? data : new TextDecoder().decode(data)), out, name);
  }

  json(event: unknown, out: StreamPart[], name?: string): void {
    if (!isRecord(event) || this.done) return;
    switch (event.type ?? name) {
      case 'content_block_delta':
        return this.#blockDelta(event, out);
      case 'content_block_start':
        return this.#blockStart(event, out);
      case 'content_block_stop':
        return this.#blockStop(event, out);
      case 'message_start':
        return this.#messageStart(recordOf(event.message) ?? {}, out);
      case 'message_delta':
        return this.#messageDelta(event, out);
      case 'message_stop':
        this.#closeAll(out);
        this.done = true;
        return;
      case 'message':
        return this.#wholeMessage(event, out);
      default:
        // A ping, an event that is not known yet, or a failure.
        if (isFailure(event)) throw this.#context.failure({ body: event });
    }
  }

  end(out: StreamPart[]): boolean {
    if (!this.done) return false;
    this.#start({}, out);
    const finishReason = decodeFinishReason(this.#stopReason, { toolCalls: this.#toolCalls, answered: this.#answered });
    const known = { finishReason, ...(this.#stopReason !== undefined && { rawFinishReason: this.#stopReason }) };
    const vendor = vendorDataOf(closingFields(this.#message), this.#scope.origin);
    const usage = decodeUsage(this.#usage);
    const meta = { ...startMeta({ ...this.#message, usage: this.#usage }), ...endMeta(this.#message) };
    out.push({ type: 'choice-end', ...known, ...(vendor && { vendor }) });
    out.push({ type: 'finish', ...known, ...(usage && { usage }), ...partialMeta(meta) });
    return true;
  }

  #messageStart(message: JsonRecord, out: StreamPart[]): void {
    this.#message = { ...this.#message, ...message };
    this.#stopReason = stringOf(message.stop_reason) ?? this.#stopReason;
    this.#addUsage(message.usage, out, message);
    // Imitators open with a message that already has content.
    const { content } = message;
    if (!Array.isArray(content)) return;
    for (const [index, block] of content.entries()) this.#openBlock(index, block, out);
  }

  #messageDelta(event: JsonRecord, out: StreamPart[]): void {
    const delta = recordOf(event.delta) ?? {};
    this.#stopReason = stringOf(delta.stop_reason) ?? this.#stopReason;
    this.#message = { ...this.#message, ...extrasOf(event, eventFields), ...extrasOf(delta, deltaFields) };
    this.#addUsage(event.usage, out, {});
  }

  /** Keeps the usage so far and gives it out, so that a stream that breaks is still accounted for. */
  #addUsage(raw: unknown, out: StreamPart[], start: JsonRecord): void {
    this.#usage = mergeUsage(this.#usage, raw);
    this.#start({ ...start, usage: this.#usage }, out);
    const usage = decodeUsage(this.#usage, 'partial');
    if (usage && isRecord(raw)) out.push({ type: 'usage', usage });
  }

  #start(message: JsonRecord, out: StreamPart[]): void {
    if (this.#started) return;
    this.#started = true;
    const meta = startMeta(message);
    const { responseId, model } = meta;
    out.push({
      type: 'start',
      ...(responseId !== undefined && { responseId }),
      ...(model !== undefined && { model }),
      ...partialMeta(meta),
    });
  }

  #blockStart(event: JsonRecord, out: StreamPart[]): void {
    const index = indexOf(event);
    this.#close(index, out);
    this.#openBlock(index, event.content_block, out);
  }

  #openBlock(index: number, start: unknown, out: StreamPart[]): StreamBlock | undefined {
    if (!isRecord(start)) return undefined;
    this.#start({}, out);
    const block = new StreamBlock(index, start, this.#scope);
    if (block.kind === 'tool') this.#toolCalls++;
    if (block.kind === 'answer') this.#answered = true;
    this.#open.set(index, block);
    block.open(out);
    return block;
  }

  #blockDelta(event: JsonRecord, out: StreamPart[]): void {
    const { delta } = event;
    if (!isRecord(delta)) return;
    const index = indexOf(event);
    const block = this.#open.get(index) ?? this.#openBlock(index, startFor(delta), out);
    block?.delta(delta, out);
  }

  #blockStop(event: JsonRecord, out: StreamPart[]): void {
    this.#close(indexOf(event), out);
  }

  #close(index: number, out: StreamPart[]): void {
    const block = this.#open.get(index);
    if (!block) return;
    this.#open.delete(index);
    block.close(out);
  }

  #closeAll(out: StreamPart[]): void {
    for (const index of [...this.#open.keys()]) this.#close(index, out);
  }

  /** A server that did not stream after all. */
  #wholeMessage(message: JsonRecord, out: StreamPart[]): void {
    this.#messageStart(message, out);
    this.#closeAll(out);
    this.done = true;
  }
}

const indexOf = (event: JsonRecord): number => numberOf(event.index) ?? 0;

/** Readers of `meta` lay it over what they know; the provider's own fields are not the wire's to fill. */
function partialMeta(meta: DecodedMeta): { meta?: ResponseMeta } {
  return Object.keys(meta).length > 0 ? { meta: meta as ResponseMeta } : {};
}
