// An answer of Converse, event by event. A complete reply is read through the same methods, so that both give the same.
import type { CodecContext, DecodedMeta, FinishReason, JsonValue, ResponseMeta, StreamPart, Warning } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { AnswerBlock } from './answer-block.ts';
import type { ConverseState } from './encode-request.ts';
import { finishReasonOf } from './finish-reason.ts';
import { usageOf } from './usage.ts';

/** The last message of a stream brings usage and nothing of the answer. */
const lostUsage: Warning = { feature: 'usage', detail: 'The stream ended before its usage was told.' };

export class AnswerDecoder {
  readonly #state: ConverseState;
  readonly #context: CodecContext;
  readonly #open = new Map<number, AnswerBlock>();
  #started = false;
  #calls = false;
  #answered = false;
  #stop: JsonRecord | undefined;
  #metadata: JsonRecord | undefined;

  constructor(state: ConverseState, context: CodecContext) {
    this.#state = state;
    this.#context = context;
  }

  /** The answer is complete; usage follows. */
  get stopped(): boolean {
    return this.#stop !== undefined;
  }

  /** Usage came: nothing follows. */
  get done(): boolean {
    return this.stopped && this.#metadata !== undefined;
  }

  event(type: string, event: JsonRecord, out: StreamPart[]): void {
    const index = numberOf(event.contentBlockIndex) ?? 0;
    switch (type) {
      case 'messageStart':
        return this.#start(out);
      case 'contentBlockStart':
        this.#close(index, out);
        return this.#at(index, out).start(recordOf(event.start) ?? {}, out);
      case 'contentBlockDelta':
        return this.#at(index, out).delta(recordOf(event.delta) ?? {}, out);
      case 'contentBlockStop':
        return this.#close(index, out);
      case 'messageStop':
        this.#stop = event;
        return this.#closeAll(out);
      case 'metadata': {
        this.#metadata = { ...this.#metadata, ...event };
        const usage = usageOf(recordOf(event.usage));
        if (usage) {
          this.#start(out);
          out.push({ type: 'usage', usage });
        }
      }
    }
  }

  /** A complete reply. */
  complete(body: JsonRecord, out: StreamPart[]): void {
    const { output, stopReason, additionalModelResponseFields, ...metadata } = body;
    this.#start(out);
    const content = arrayOf(recordOf(recordOf(output)?.message)?.content);
    content.forEach((block, index) => {
      if (!isRecord(block)) return;
      this.#at(index, out).whole(block, out);
      this.#close(index, out);
    });
    this.#stop = { stopReason, additionalModelResponseFields };
    this.#metadata = metadata;
  }

  /** False if the answer was not complete. */
  end(out: StreamPart[]): boolean {
    if (!this.#stop) return false;
    this.#start(out);
    this.#closeAll(out);
    if (!this.#metadata) out.push({ type: 'warning', warning: lostUsage });
    const ending = this.#ending();
    const usage = usageOf(recordOf(this.#metadata?.usage));
    const meta = this.#meta();
    out.push({ type: 'choice-end', choice: 0, ...ending });
    out.push({
      type: 'finish',
      ...ending,
      ...(usage && { usage }),
      ...(Object.keys(meta).length > 0 && { meta: meta as ResponseMeta }),
    });
    return true;
  }

  #ending(): { readonly finishReason: FinishReason; readonly rawFinishReason?: string } {
    const word = stringOf(this.#stop?.stopReason);
    const finishReason = finishReasonOf(word, { calls: this.#calls, answered: this.#answered });
    return { finishReason, ...(word !== undefined && { rawFinishReason: word }) };
  }

  /** What Bedrock says beside the answer: latency, findings of guardrails, fields that were asked for. */
  #meta(): DecodedMeta {
    const { usage: _, serviceTier, p: __, ...more } = this.#metadata ?? {};
    const fields = this.#stop?.additionalModelResponseFields;
    const vendor = {
      ...(more as Record<string, JsonValue>),
      ...(fields !== undefined && fields !== null && { additionalModelResponseFields: fields as JsonValue }),
    };
    const tier = stringOf(recordOf(serviceTier)?.type);
    return {
      ...(tier !== undefined && { serviceTier: tier }),
      ...(Object.keys(vendor).length > 0 && { vendor }),
    };
  }

  #start(out: StreamPart[]): void {
    if (this.#started) return;
    this.#started = true;
    out.push({ type: 'start' });
  }

  #at(index: number, out: StreamPart[]): AnswerBlock {
    this.#start(out);
    let block = this.#open.get(index);
    if (!block) {
      block = new AnswerBlock(index, this.#state, this.#context);
      this.#open.set(index, block);
    }
    return block;
  }

  #close(index: number, out: StreamPart[]): void {
    const block = this.#open.get(index);
    if (!block) return;
    this.#open.delete(index);
    block.close(out);
    this.#calls ||= block.isCall;
    this.#answered ||= block.isAnswer;
  }

  #closeAll(out: StreamPart[]): void {
    for (const index of [...this.#open.keys()]) this.#close(index, out);
  }
}
