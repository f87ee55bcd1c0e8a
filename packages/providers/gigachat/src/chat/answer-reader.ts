// One answer being read, from either contract: its pieces into parts of the unified stream.
import {
  type Citation,
  type FinishReason,
  type JsonValue,
  type MediaPart,
  parseToolArguments,
  type StreamPart,
  type TokenLogprob,
  type VendorData,
} from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import { finishReasonOf } from './finish-reason.ts';
import { ImageTags } from './image-tags.ts';

/** What decoding needs to know of the request. */
export interface AnswerState {
  /** Answers asked for. */
  readonly n: number;
}

export interface AnswerReaderOptions {
  readonly choice: number;
  readonly newId: () => string;
  /** Instance id, on files that the model made. */
  readonly provider: string;
  readonly opaque: (data: JsonValue) => VendorData;
}

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly index: number;
  arguments: string;
}

export class AnswerReader {
  readonly #options: AnswerReaderOptions;
  readonly #choice: number;
  readonly #tags = new ImageTags();
  readonly #calls: OpenCall[] = [];
  #blocks = 0;
  #text = -1;
  #reasoning = -1;
  #hasText = false;
  #stateId: string | undefined;
  #word: string | undefined;
  #ended = false;

  constructor(options: AnswerReaderOptions) {
    this.#options = options;
    this.#choice = options.choice;
  }

  /** True once the vendor said why the answer ended. */
  get finished(): boolean {
    return this.#word !== undefined;
  }

  get rawFinishReason(): string | undefined {
    return this.#word;
  }

  get finishReason(): FinishReason {
    return finishReasonOf(this.#word, this.#calls.length > 0);
  }

  text(text: unknown, out: StreamPart[]): void {
    if (typeof text !== 'string' || text === '') return;
    this.#hasText = true;
    if (this.#text < 0) this.#text = this.#blocks++;
    out.push({ type: 'text', text, choice: this.#choice, index: this.#text });
    // Pictures stand in the text as tags; the text stays as it is.
    for (const fileId of this.#tags.push(text))
      this.#tell({ type: 'image', source: { fileId, provider: this.#options.provider, mediaType: 'image/jpeg' } }, out);
  }

  reasoning(text: unknown, out: StreamPart[]): void {
    if (typeof text !== 'string' || text === '') return;
    if (this.#reasoning < 0) this.#reasoning = this.#blocks++;
    out.push({ type: 'reasoning', text, choice: this.#choice, index: this.#reasoning });
  }

  /** `{ name, arguments }`: whole, and the arguments an object; text in pieces is understood as well. */
  call(call: unknown, out: StreamPart[]): void {
    if (!isRecord(call)) return;
    const name = stringOf(call.name) || undefined;
    const text = argumentsText(call.arguments);
    const last = this.#calls.at(-1);
    if (name === undefined || (last?.name === name && last.arguments === text)) {
      // The same call again, or a piece of one.
      if (name === undefined && last && text !== '') this.#more(last, text, out);
      return;
    }
    const opened: OpenCall = {
      id: stringOf(call.id) || this.#options.newId(),
      name,
      index: this.#blocks++,
      arguments: '',
    };
    this.#calls.push(opened);
    out.push({ type: 'tool-call-start', id: opened.id, name, choice: this.#choice, index: opened.index });
    if (text !== '') this.#more(opened, text, out);
  }

  #more(call: OpenCall, text: string, out: StreamPart[]): void {
    call.arguments += text;
    out.push({ type: 'tool-call-delta', id: call.id, delta: text, choice: this.#choice, index: call.index });
  }

  /** A file that the model made; what follows is another block. */
  file(file: MediaPart, out: StreamPart[]): void {
    this.#text = -1;
    this.#tell(file, out);
  }

  #tell(file: MediaPart, out: StreamPart[]): void {
    out.push({ type: 'file', file, choice: this.#choice, index: this.#blocks++ });
  }

  cite(citation: Citation, out: StreamPart[]): void {
    if (this.#text < 0) this.#text = this.#blocks++;
    out.push({ type: 'citation', citation, choice: this.#choice, index: this.#text });
  }

  logprobs(logprobs: readonly TokenLogprob[], out: StreamPart[]): void {
    if (logprobs.length > 0) out.push({ type: 'logprobs', logprobs, choice: this.#choice });
  }

  /** A block without a unified meaning. */
  vendor(data: JsonRecord, out: StreamPart[]): void {
    out.push({
      type: 'vendor',
      vendor: this.#options.opaque(data as JsonValue),
      choice: this.#choice,
      index: this.#blocks++,
    });
  }

  /** `functions_state_id`, `tools_state_id` and `tool_state_id` are one thing. */
  state(message: JsonRecord): void {
    this.#stateId =
      stringOf(message.functions_state_id) ??
      stringOf(message.tools_state_id) ??
      stringOf(message.tool_state_id) ??
      this.#stateId;
  }

  finish(word: unknown): void {
    if (typeof word === 'string' && word !== '') this.#word = word;
  }

  end(out: StreamPart[]): void {
    if (this.#ended) return;
    this.#ended = true;
    const vendor =
      this.#stateId === undefined ? undefined : this.#options.opaque({ functions_state_id: this.#stateId });
    for (const { id, name, index, arguments: text } of this.#calls) {
      out.push({
        type: 'tool-call',
        id,
        name,
        arguments: text === '' ? '{}' : text,
        ...parseToolArguments(text),
        choice: this.#choice,
        index,
        ...(vendor && { vendor }),
      });
    }
    out.push({
      type: 'choice-end',
      choice: this.#choice,
      finishReason: this.finishReason,
      ...(this.#word !== undefined && { rawFinishReason: this.#word }),
      // Calls carry the state themselves, also into conversations that are put together anew.
      ...(vendor && this.#calls.length === 0 && { vendor }),
    });
  }

  /** Whether there is any text. */
  get hasText(): boolean {
    return this.#hasText;
  }
}

function argumentsText(given: unknown): string {
  if (typeof given === 'string') return given;
  return given === undefined || given === null ? '' : JSON.stringify(given);
}
