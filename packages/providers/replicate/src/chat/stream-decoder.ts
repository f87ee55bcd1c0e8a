// Events of a stream URL → parts. The data of `output` is raw text, never JSON.
import type { CodecContext, PartDecoder, StreamPart } from '@kit/core';
import { parseJson, recordOf, stringOf } from '@kit/wire';
import type { ReplicatePrediction } from '../predictions/operation.ts';

/** What the decoder learned of the prediction's end: who has seen it need not cancel it. */
export interface StreamEnd {
  over: boolean;
}

export class ReplicateStreamDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly #prediction: Pick<ReplicatePrediction, 'id' | 'model'>;
  readonly #context: CodecContext;
  readonly #end: StreamEnd;
  #started = false;

  constructor(prediction: Pick<ReplicatePrediction, 'id' | 'model'>, context: CodecContext, end: StreamEnd) {
    this.#prediction = prediction;
    this.#context = context;
    this.#end = end;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: StreamPart[], name?: string): void {
    if (typeof data !== 'string') return;
    this.#start(out);
    switch (name) {
      case undefined:
      case 'message':
      case 'output':
        if (data !== '') out.push({ type: 'text', text: data, index: 0 });
        return;
      case 'logs':
        out.push({ type: 'progress', activity: 'logs', detail: data });
        return;
      case 'error':
        this.#end.over = true;
        throw this.#failure('failed', wordsOf(data));
      case 'done':
        return this.#finish(data);
      default:
        // Events that are not known yet carry nothing that would be missed.
        return;
    }
  }

  end(out: StreamPart[]): boolean {
    if (!this.done) return false;
    this.#start(out);
    out.push({ type: 'choice-end', finishReason: 'stop', rawFinishReason: 'succeeded' });
    out.push({ type: 'finish', finishReason: 'stop', rawFinishReason: 'succeeded' });
    return true;
  }

  #start(out: StreamPart[]): void {
    if (this.#started) return;
    this.#started = true;
    const { id, model } = this.#prediction;
    out.push({ type: 'start', responseId: id, ...(model !== undefined && { model }) });
  }

  /** `{}` for a prediction that succeeded, else the reason why it did not. */
  #finish(data: string): void {
    this.#end.over = true;
    const reason = stringOf(recordOf(parseJson(data))?.reason);
    if (reason === 'canceled' || reason === 'cancelled' || reason === 'aborted') throw this.#failure('canceled', '');
    if (reason === 'error' || reason === 'failed') throw this.#failure('failed', '');
    this.done = true;
  }

  #failure(status: string, error: string): Error {
    return this.#context.failure({ body: { status, error } });
  }
}

/** `{"detail":"…"}`, or the text itself. */
function wordsOf(data: string): string {
  const told = recordOf(parseJson(data));
  return stringOf(told?.detail) ?? stringOf(told?.error) ?? data;
}
