// One candidate's parts, event by event, as blocks of an answer.
import type { CodecContext, FinishReason, StreamPart, VendorData } from '@kit/core';
import { parseToolArguments } from '@kit/core';
import { arrayOf, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { citationsOf } from './citations.ts';
import type { ChatState } from './encode-request.ts';
import { finishReasonOf } from './finish-reason.ts';
import { type HostedIds, hostedPartOf } from './hosted-parts.ts';
import { logprobsOf } from './logprobs.ts';
import { mediaPartOf } from './media-part.ts';
import type { MessageData } from './message-data.ts';
import { addPartialArguments } from './partial-arguments.ts';
import { type PartData, stamp } from './wire-data.ts';

interface OpenBlock {
  readonly type: 'text' | 'reasoning';
  readonly index: number;
}

/** A call whose arguments arrive in pieces. */
interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly index: number;
  readonly args: Record<string, unknown>;
  data: PartData;
}

/** Fields that say something of the whole answer and are kept with its message. */
const messageFields = [
  'groundingMetadata',
  'urlContextMetadata',
  'citationMetadata',
  'finishMessage',
  'safetyRatings',
  'continuationToken',
] as const;

export class CandidateDecoder {
  readonly choice: number;
  readonly #state: ChatState;
  readonly #context: CodecContext;
  readonly #texts: { index: number; text: string }[] = [];
  readonly #told: Record<string, unknown> = {};
  #next = 0;
  #open: OpenBlock | undefined;
  #call: OpenCall | undefined;
  #word: string | undefined;
  #calledFunctions = false;
  #hosted = 0;

  constructor(choice: number, state: ChatState, context: CodecContext) {
    this.choice = choice;
    this.#state = state;
    this.#context = context;
  }

  /** The vendor has said why it stopped. */
  get finished(): boolean {
    return this.#word !== undefined;
  }

  get rawFinishReason(): string | undefined {
    return this.#word;
  }

  get finishReason(): FinishReason {
    return finishReasonOf(this.#word, this.#calledFunctions);
  }

  add(candidate: JsonRecord, out: StreamPart[]): void {
    const parts = recordOf(candidate.content)?.parts;
    if (Array.isArray(parts)) for (const part of parts) this.#part(part, out);
    else if (parts !== undefined) this.#part(parts, out);
    const logprobs = candidate.logprobsResult === undefined ? [] : logprobsOf(candidate.logprobsResult);
    if (logprobs.length > 0) out.push({ type: 'logprobs', logprobs, choice: this.choice });
    for (const field of messageFields) this.#tell(field, candidate[field]);
    const word = stringOf(candidate.finishReason);
    if (word !== undefined && word !== 'FINISH_REASON_UNSPECIFIED') this.#word = word;
  }

  /** What is owed when nothing more comes: open calls, citations, the end of the choice. */
  end(out: StreamPart[]): void {
    if (this.#call) this.#completeCall(out);
    const grounding = recordOf(this.#told.groundingMetadata);
    for (const { citation, index } of citationsOf(grounding, recordOf(this.#told.citationMetadata), this.#texts)) {
      // Without words there is nothing that a citation could stand at: it stays in the message's data.
      const place = index ?? this.#texts.at(-1)?.index;
      if (place !== undefined) out.push({ type: 'citation', citation, choice: this.choice, index: place });
    }
    const vendor = this.#messageData();
    out.push({
      type: 'choice-end',
      choice: this.choice,
      finishReason: this.finishReason,
      ...(this.#word !== undefined && { rawFinishReason: this.#word }),
      ...(vendor && { vendor }),
    });
  }

  #tell(field: (typeof messageFields)[number], value: unknown): void {
    if (value === undefined || value === null) return;
    const known = this.#told[field];
    // Grounding grows over the events of a stream; `{}` says nothing.
    const record = recordOf(value);
    this.#told[field] = record && recordOf(known) ? { ...(known as object), ...record } : value;
  }

  #messageData(): VendorData | undefined {
    const told: Record<string, unknown> = {};
    for (const field of messageFields) {
      const value = this.#told[field];
      const isEmpty = recordOf(value) && Object.keys(value as object).length === 0;
      if (value === undefined || value === '' || isEmpty) continue;
      // Ratings of an answer that passed are of no use to anybody.
      if (field === 'safetyRatings' && this.finishReason !== 'content-filter') continue;
      told[field] = value;
    }
    return Object.keys(told).length > 0 ? stamp(this.#context, told as MessageData & PartData) : undefined;
  }

  #part(value: unknown, out: StreamPart[]): void {
    const part = recordOf(value);
    if (!part) return;
    const text = part.text;
    if (typeof text === 'string') return this.#text(part, text, out);
    const call = recordOf(part.functionCall);
    if (call) return this.#functionCall(part, call, out);
    if (this.#call) this.#completeCall(out);
    const media = part.thought === true ? undefined : mediaPartOf(part);
    if (media) return this.#media(part, media, out);
    const hosted = hostedPartOf(part, this.#hostedIds(), stamp(this.#context, part as PartData));
    if (hosted) {
      out.push({ ...hosted, choice: this.choice, index: this.#newBlock() } as StreamPart);
      return;
    }
    // Drafts of images, lone signatures, and parts that are not known yet. `{}` is nothing.
    if (Object.keys(part).length > 0) this.#opaque(part, out);
  }

  #text(part: JsonRecord, text: string, out: StreamPart[]): void {
    if (this.#call) this.#completeCall(out);
    const isBare = Object.keys(part).length === (part.thought === undefined ? 1 : 2);
    if (isBare) {
      if (text !== '') this.#delta(part.thought === true ? 'reasoning' : 'text', text, out);
      return;
    }
    // An empty text with a signature is replayed as it is, in its own place.
    if (text === '') return this.#opaque(part, out);
    const { text: _text, thought: _thought, ...data } = part;
    this.#open = undefined;
    const index = this.#delta(part.thought === true ? 'reasoning' : 'text', text, out);
    out.push({ type: 'block-end', choice: this.choice, index, vendor: stamp(this.#context, data as PartData) });
    this.#open = undefined;
  }

  #delta(type: 'text' | 'reasoning', text: string, out: StreamPart[]): number {
    let open = this.#open;
    if (open?.type !== type) {
      open = { type, index: this.#newBlock() };
      this.#open = open;
      if (type === 'text') this.#texts.push({ index: open.index, text: '' });
    }
    if (type === 'text') {
      const block = this.#texts[this.#texts.length - 1];
      if (block) block.text += text;
      out.push({ type: 'text', text, choice: this.choice, index: open.index });
    } else out.push({ type: 'reasoning', text, choice: this.choice, index: open.index });
    return open.index;
  }

  #media(part: JsonRecord, media: NonNullable<ReturnType<typeof mediaPartOf>>, out: StreamPart[]): void {
    const { inlineData: _inline, fileData: _file, ...data } = part;
    const vendor = Object.keys(data).length > 0 ? { vendor: stamp(this.#context, data as PartData) } : {};
    out.push({ type: 'file', file: { ...media, ...vendor }, choice: this.choice, index: this.#newBlock() });
  }

  #opaque(part: JsonRecord, out: StreamPart[]): void {
    out.push({
      type: 'vendor',
      vendor: stamp(this.#context, part as PartData),
      choice: this.choice,
      index: this.#newBlock(),
    });
  }

  #functionCall(part: JsonRecord, call: JsonRecord, out: StreamPart[]): void {
    const name = stringOf(call.name) ?? '';
    const { functionCall: _call, ...data } = part;
    const open = this.#call;
    if (open && (name === '' || name === open.name) && isPiece(call)) {
      addPartialArguments(open.args, call.partialArgs);
      open.data = { ...open.data, ...(data as PartData) };
      if (call.willContinue !== true) this.#completeCall(out);
      return;
    }
    if (open) this.#completeCall(out);
    this.#startCall(name, call, data as PartData, out);
  }

  #startCall(wireName: string, call: JsonRecord, data: PartData, out: StreamPart[]): void {
    const given = stringOf(call.id) || undefined;
    const id = given ?? `call_${this.#context.environment.id()}`;
    const name = this.#state.names.fromWire(wireName);
    const index = this.#newBlock();
    this.#calledFunctions = true;
    out.push({ type: 'tool-call-start', id, name, choice: this.choice, index });
    const args = typeof call.args === 'string' ? call.args : JSON.stringify(recordOf(call.args) ?? call.args ?? {});
    const known = { ...(given !== undefined && { id: given }), ...data };
    if (!isPiece(call)) return this.#emitCall({ id, name, index, data: known }, args, out);
    this.#call = { id, name, index, args: { ...recordOf(call.args) }, data: known };
    addPartialArguments(this.#call.args, call.partialArgs);
    if (call.willContinue !== true) this.#completeCall(out);
  }

  #completeCall(out: StreamPart[]): void {
    const call = this.#call as OpenCall;
    this.#call = undefined;
    this.#emitCall(call, JSON.stringify(call.args), out);
  }

  #emitCall({ id, name, index, data }: Omit<OpenCall, 'args'>, args: string, out: StreamPart[]): void {
    out.push({ type: 'tool-call-delta', id, delta: args, choice: this.choice, index });
    out.push({
      type: 'tool-call',
      id,
      name,
      arguments: args,
      ...parseToolArguments(args),
      ...(Object.keys(data).length > 0 && { vendor: stamp(this.#context, data) }),
      choice: this.choice,
      index,
    });
  }

  /** The next block's place; whatever stood open is over. */
  #newBlock(): number {
    this.#open = undefined;
    return this.#next++;
  }

  #hostedIds(): HostedIds {
    const id = (count: number) => `hosted_${this.choice}_${count}`;
    return {
      next: () => id(this.#hosted++),
      last: this.#hosted > 0 ? id(this.#hosted - 1) : undefined,
    };
  }
}

/** A call that comes in pieces says so, or brings one. */
function isPiece(call: JsonRecord): boolean {
  return call.willContinue === true || arrayOf(call.partialArgs).length > 0 || (call.args === undefined && !call.name);
}
