// A streamed answer: each event is a `GenerateContentResponse` with the next parts. There is no end marker: the stream
// is complete once every candidate has said why it stopped, and ends with the body.
import type { CodecContext, FinishReason, PartDecoder, StreamPart } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { CandidateDecoder } from './candidate-decoder.ts';
import type { ChatState } from './encode-request.ts';
import { usageOf } from './usage.ts';
import { stamp } from './wire-data.ts';

export interface ChatDecoder extends PartDecoder<StreamPart> {
  /** One event, parsed. A list of events (the JSON-array body) is taken one by one. */
  chunk(value: unknown, out: StreamPart[]): void;
  /** Emits what is owed, complete or not: for replies that are no stream. */
  settle(out: StreamPart[]): void;
  /** False while nothing came that an answer is made of: candidates, a word on the prompt, or what it cost. */
  readonly answered: boolean;
}

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

export function chatDecoder(state: ChatState, context: CodecContext): ChatDecoder {
  const candidates: CandidateDecoder[] = [];
  let started = false;
  let usage: JsonRecord | undefined;
  let usageTold = true;
  let feedback: JsonRecord | undefined;

  const start = (chunk: JsonRecord, out: StreamPart[]) => {
    started = true;
    const responseId = stringOf(chunk.responseId);
    const model = stringOf(chunk.modelVersion)?.replace(/^models\//, '');
    out.push({ type: 'start', ...(responseId !== undefined && { responseId }), ...(model && { model }) });
  };

  const candidateAt = (index: number): CandidateDecoder => {
    let candidate = candidates[index];
    if (!candidate) {
      candidate = new CandidateDecoder(index, state, context);
      candidates[index] = candidate;
    }
    return candidate;
  };

  const chunk = (value: unknown, out: StreamPart[]): void => {
    if (Array.isArray(value)) {
      for (const item of value) chunk(item, out);
      return;
    }
    const record = recordOf(value);
    if (!record) return;
    if (record.error) throw context.failure({ body: record, status: statusOf(record.error) });
    // An event of another kind begins nothing.
    if (!chunkFields.some((field) => field in record)) return;
    if (!started) start(record, out);
    feedback = recordOf(record.promptFeedback) ?? feedback;
    for (const item of arrayOf(record.candidates)) {
      const candidate = recordOf(item);
      if (candidate) candidateAt(indexOf(candidate.index)).add(candidate, out);
    }
    const told = recordOf(record.usageMetadata);
    if (!told) return;
    // Counts are cumulative: the last word wins. They are told with each read, so that a stream that breaks is accounted for.
    const isNews = told.totalTokenCount !== usage?.totalTokenCount || told.promptTokenCount !== usage?.promptTokenCount;
    usage = { ...usage, ...told };
    if (isNews) usageTold = false;
  };

  const tellUsage = (out: StreamPart[]) => {
    if (usageTold) return;
    usageTold = true;
    const sofar = usageOf(usage, 'partial');
    if (sofar) out.push({ type: 'usage', usage: sofar });
  };

  const blockReason = () => {
    const word = stringOf(feedback?.blockReason);
    return word === undefined || word === 'BLOCK_REASON_UNSPECIFIED' ? undefined : word;
  };
  const present = () => candidates.filter(Boolean);
  const isComplete = () => {
    const known = present();
    return blockReason() !== undefined || (known.length > 0 && known.every(({ finished }) => finished));
  };

  const settle = (out: StreamPart[]): void => {
    if (!started) start({}, out);
    const known = present();
    let finish: { finishReason: FinishReason; rawFinishReason?: string | undefined };
    const [first] = known;
    const blocked = blockReason();
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
        ...(feedback && { vendor: stamp(context, { promptFeedback: feedback as never }) }),
      });
    }
    const total = usageOf(usage);
    out.push({
      type: 'finish',
      finishReason: finish.finishReason,
      ...(finish.rawFinishReason !== undefined && { rawFinishReason: finish.rawFinishReason }),
      ...(total && { usage: total }),
    });
  };

  return {
    event: (data, out) => chunk(typeof data === 'string' ? parseJson(data) : undefined, out),
    json: chunk,
    transient,
    afterRead: tellUsage,
    chunk,
    settle,
    get answered() {
      return present().length > 0 || feedback !== undefined || usage !== undefined;
    },
    end(out) {
      if (!isComplete()) return false;
      settle(out);
      return true;
    },
    done: false,
    get finished() {
      return isComplete();
    },
  };
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
