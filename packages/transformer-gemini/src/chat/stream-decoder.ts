// A streamed answer: each event is a `GenerateContentResponse` with the next parts. There is no end marker: the stream
// is complete once every candidate has said why it stopped, and ends with the body.
import type { CodecContext, FinishReason, PartDecoder, StreamPart } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { bareModel } from '../dialect.ts';
import { CandidateDecoder } from './candidate-decoder.ts';
import type { ChatState } from './encode-request.ts';
import { usageOf } from './usage.ts';
import { stamp } from './wire-data.ts';

/** What makes an event one of an answer. */
const chunkFields = ['candidates', 'promptFeedback', 'usageMetadata', 'modelVersion', 'responseId'];

/** A part may be kept as it is; what stands around it is not, and counts are copied. */
const transient = [
  '',
  'candidates',
  'candidates.*',
  'candidates.*.content',
  'candidates.*.content.parts',
  'usageMetadata',
];

export class ChatDecoder implements PartDecoder<StreamPart> {
  readonly done = false;
  readonly transient = transient;
  readonly #state: ChatState;
  readonly #context: CodecContext;
  readonly #tier: string | undefined;
  readonly #candidates: CandidateDecoder[] = [];
  #started = false;
  #usage: JsonRecord | undefined;
  #usageTold = true;
  #feedback: JsonRecord | undefined;

  /** @param tier as the headers of the reply name it */
  constructor(state: ChatState, context: CodecContext, tier?: string) {
    this.#state = state;
    this.#context = context;
    this.#tier = tier;
  }

  /** False while nothing came that an answer is made of: candidates, a word on the prompt, or what it cost. */
  get answered(): boolean {
    return this.#present().length > 0 || this.#feedback !== undefined || this.#usage !== undefined;
  }

  get finished(): boolean {
    const known = this.#present();
    return this.#blockReason() !== undefined || (known.length > 0 && known.every(({ finished }) => finished));
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    if (typeof data === 'string') this.json(parseJson(data), out);
  }

  /** One event. A list of events (the JSON-array body) is taken one by one. */
  json(value: unknown, out: StreamPart[]): void {
    if (Array.isArray(value)) {
      for (const item of value) this.json(item, out);
      return;
    }
    const record = recordOf(value);
    if (!record) return;
    if (record.error) throw this.#context.failure({ body: record, status: statusOf(record.error) });
    // An event of another kind begins nothing.
    if (!isChunk(record)) return;
    if (!this.#started) this.#start(record, out);
    this.#feedback = recordOf(record.promptFeedback) ?? this.#feedback;
    const candidates = arrayOf(record.candidates);
    for (let at = 0; at < candidates.length; at++) {
      const candidate = recordOf(candidates[at]);
      if (candidate) this.#candidateAt(indexOf(candidate.index)).add(candidate, out);
    }
    const told = recordOf(record.usageMetadata);
    if (told) this.#addUsage(told);
  }

  /** Counts are cumulative: the last word wins. They are told with each read, so that a stream that breaks is accounted for. */
  afterRead(out: StreamPart[]): void {
    if (this.#usageTold) return;
    this.#usageTold = true;
    const usage = usageOf(this.#usage, 'partial');
    if (usage) out.push({ type: 'usage', usage });
  }

  end(out: StreamPart[]): boolean {
    if (!this.finished) return false;
    this.settle(out);
    return true;
  }

  /** Emits what is owed, complete or not: for replies that are no stream. */
  settle(out: StreamPart[]): void {
    if (!this.#started) this.#start({}, out);
    const known = this.#present();
    let finish: { finishReason: FinishReason; rawFinishReason?: string | undefined };
    const [first] = known;
    const blocked = this.#blockReason();
    if (first && (first.finished || blocked === undefined)) {
      for (const candidate of known) candidate.end(out);
      finish = first;
    } else {
      // A blocked prompt has no candidate, and is a result all the same.
      finish = { finishReason: blocked === undefined ? 'other' : 'content-filter', rawFinishReason: blocked };
      out.push({
        type: 'choice-end',
        choice: 0,
        finishReason: finish.finishReason,
        ...(blocked !== undefined && { rawFinishReason: blocked }),
        ...(this.#feedback && { vendor: stamp(this.#context, { promptFeedback: this.#feedback as never }) }),
      });
    }
    const total = usageOf(this.#usage);
    const serviceTier = stringOf(this.#usage?.serviceTier) ?? this.#tier ?? stringOf(this.#usage?.trafficType);
    out.push({
      type: 'finish',
      finishReason: finish.finishReason,
      ...(finish.rawFinishReason !== undefined && { rawFinishReason: finish.rawFinishReason }),
      ...(total && { usage: total }),
      ...(serviceTier !== undefined && { meta: { serviceTier } }),
    });
  }

  #start(chunk: JsonRecord, out: StreamPart[]): void {
    this.#started = true;
    const responseId = stringOf(chunk.responseId);
    const model = bareModel(stringOf(chunk.modelVersion) ?? '');
    out.push({ type: 'start', ...(responseId !== undefined && { responseId }), ...(model !== '' && { model }) });
  }

  #addUsage(told: JsonRecord): void {
    const before = this.#usage;
    if (before && saysNothingNew(told, before)) return;
    this.#usage = { ...before, ...told };
    this.#usageTold = false;
  }

  #candidateAt(index: number): CandidateDecoder {
    return (this.#candidates[index] ??= new CandidateDecoder(index, this.#state, this.#context));
  }

  #present(): CandidateDecoder[] {
    return this.#candidates.filter(Boolean);
  }

  #blockReason(): string | undefined {
    const word = stringOf(this.#feedback?.blockReason);
    return word === 'BLOCK_REASON_UNSPECIFIED' ? undefined : word;
  }
}

function saysNothingNew(told: JsonRecord, before: JsonRecord): boolean {
  for (const field in told) if (told[field] !== before[field]) return false;
  return true;
}

function isChunk(record: JsonRecord): boolean {
  for (const field of chunkFields) if (field in record) return true;
  return false;
}

/** A candidate's place; one that is absurd is the first's. */
function indexOf(value: unknown): number {
  const index = numberOf(value) ?? 0;
  return Number.isInteger(index) && index >= 0 && index < 1024 ? index : 0;
}

function statusOf(error: unknown): number | undefined {
  const code = numberOf(recordOf(error)?.code);
  return code !== undefined && code >= 400 && code < 600 ? code : undefined;
}
