// One answer of a chat completion being read: deltas of a stream, or the message of a complete reply, into parts.
import type { ChoiceEnd, Citation, FinishReason, JsonValue, StreamPart, VendorData } from '@kit/core';
import {
  arrayOf,
  createThinkSplitter,
  isRecord,
  type JsonRecord,
  numberOf,
  parseJson,
  recordOf,
  stringOf,
  type ThinkSplitter,
} from '@kit/wire';
import { citationOf } from '../reply/citations.ts';
import { choiceLogprobs } from '../reply/logprobs.ts';
import { sourceOfUrl } from '../reply/media.ts';
import type { ChatState } from './encode-request.ts';
import { finishReasonOf } from './finish-reason.ts';
import type { Growing } from './growing.ts';
import { holdsTokens, ReasoningEcho } from './reasoning-echo.ts';
import { SpokenAnswer } from './spoken-answer.ts';
import { ToolCallAssembly } from './tool-call-assembly.ts';

export interface ChoiceReaderOptions {
  readonly choice: number;
  readonly state: ChatState;
  readonly newId: () => string;
  /** Stamps data that only the vendor understands with where it comes from. */
  readonly opaque: (data: JsonValue) => VendorData;
}

type BlockKind = 'text' | 'reasoning';

/**
 * Text and reasoning are one block each, as in the complete message, however a stream mixes them. Where the content is
 * a list of parts (Mistral), every change of kind begins another block.
 */
export class ChoiceReader {
  readonly #options: ChoiceReaderOptions;
  readonly #choice: number;
  #calls: ToolCallAssembly | undefined;
  readonly #think: ThinkSplitter | undefined;
  #blocks = 0;
  #textBlock = -1;
  #reasoningBlock = -1;
  #lastListed: BlockKind | undefined;
  #hasText = false;
  #hasReasoning = false;
  /** The text so far, where it may end the answer. */
  #said: string | undefined;
  #repeated = false;
  #reasoningEcho: ReasoningEcho | undefined;
  #messageEcho: Record<string, JsonValue> | undefined;
  #refusal = '';
  #spoken: SpokenAnswer | undefined;
  #cited: Set<string> | undefined;
  #word: string | undefined;
  #filtered = false;
  #ended = false;

  constructor(options: ChoiceReaderOptions) {
    const { choice, state } = options;
    this.#options = options;
    this.#choice = choice;
    this.#think = state.features.thinkTags ? createThinkSplitter(state.features.thinkTags) : undefined;
    this.#said = state.features.callsBehindJson ? undefined : '';
  }

  /** True once the vendor said why the answer ended. */
  get finished(): boolean {
    return this.#word !== undefined;
  }

  get rawFinishReason(): string | undefined {
    return this.#word;
  }

  get finishReason(): FinishReason {
    const { state } = this.#options;
    if (this.#filtered) return 'content-filter';
    return finishReasonOf(
      this.#word,
      { calls: this.#callCount > 0, refused: this.#refusal !== '', text: this.#hasText },
      state.features.finishReasons,
    );
  }

  get #callCount(): number {
    return this.#calls?.count ?? 0;
  }

  /** One entry of `choices`. */
  read(choice: JsonRecord, out: StreamPart[]): void {
    const delta = recordOf(choice.delta);
    if (delta && hasFields(delta)) this.#message(delta, out);
    // Perplexity's complete reply has an empty delta beside the message.
    if (!delta || !hasFields(delta) || choice.finish_reason) this.#snapshot(choice, out);
    if (choice.logprobs) this.#logprobs(choice.logprobs, out);
    if (this.#options.state.features.isFiltered?.(choice)) this.#filtered = true;
    const word = choice.finish_reason ?? recordOf(choice.message)?.finish_reason; // AI21 has it inside the message
    if (typeof word === 'string' && word !== '' && word !== 'null') {
      this.#word = word;
      this.#endThinking(out);
      this.#calls?.complete(out);
    }
  }

  /** What is still owed, and the end of the choice. */
  end(out: StreamPart[]): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#endThinking(out);
    this.#calls?.complete(out);
    this.#endReasoning(out);
    this.#endSpeaking(out);
    const { opaque } = this.#options;
    if (this.#refusal !== '') {
      out.push({
        type: 'vendor',
        vendor: opaque({ type: 'refusal', refusal: this.#refusal }),
        choice: this.#choice,
        index: this.#blocks++,
      });
    }
    const end: Growing<ChoiceEnd> = { type: 'choice-end', choice: this.#choice, finishReason: this.finishReason };
    if (this.#word !== undefined) end.rawFinishReason = this.#word;
    if (this.#messageEcho) end.vendor = opaque(this.#messageEcho);
    out.push(end);
  }

  /** A source of the answer's text. */
  cite(citation: NonNullable<ReturnType<typeof citationOf>>, out: StreamPart[]): void {
    out.push({ type: 'citation', citation, choice: this.#choice, index: this.#block('text') });
  }

  /** A message where a delta was expected: the whole answer, or a closing copy of what has been streamed already. */
  #snapshot(choice: JsonRecord, out: StreamPart[]): void {
    if (this.#hasText || this.#hasReasoning || this.#callCount > 0) return;
    const message = recordOf(choice.message) ?? recordOf(choice.messages);
    if (message) this.#message(message, out);
    else if (Array.isArray(choice.messages))
      for (const one of choice.messages) if (isRecord(one)) this.#message(one, out);
    if (!message && typeof choice.text === 'string') this.#text(choice.text, out); // the old completions wire
  }

  #message(message: JsonRecord, out: StreamPart[]): void {
    this.#reasoningFields(message, out);
    const { content } = message;
    if (typeof content === 'string') {
      // Databricks has a list in one delta, a string in the next, and a list again: the text is one block.
      if (content !== '' && this.#lastListed !== undefined && this.#textBlock < 0) this.#lastListed = 'text';
      this.#text(content, out);
    } else if (Array.isArray(content)) for (const part of content) this.#part(recordOf(part), out);
    else if (isRecord(content)) this.#part(content, out);
    if ((message.tool_calls || message.function_call) && !this.#isRepeat(out)) this.#toolCalls().add(message, out);
    if (typeof message.refusal === 'string' && message.refusal !== '') this.#refuse(message.refusal, out);
    if (message.annotations) this.#annotations(message.annotations, out);
    if (message.images) for (const image of arrayOf(message.images)) this.#image(recordOf(image), out);
    if (isRecord(message.audio)) (this.#spoken ??= new SpokenAnswer()).add(message.audio, out);
    const { messageEcho, messageCitations } = this.#options.state.features;
    if (messageCitations) this.#citeOnce(messageCitations(message), out);
    for (let at = 0; at < messageEcho.length; at++) {
      const field = messageEcho[at] as string;
      const value = message[field];
      if (value !== undefined && value !== null) (this.#messageEcho ??= {})[field] = value as JsonValue;
    }
  }

  /** A stream may tell the same sources with every piece. */
  #citeOnce(citations: readonly Citation[], out: StreamPart[]): void {
    for (const citation of citations) {
      const key = JSON.stringify(citation);
      if (this.#cited?.has(key)) continue;
      (this.#cited ??= new Set()).add(key);
      this.cite(citation, out);
    }
  }

  #annotations(annotations: unknown, out: StreamPart[]): void {
    for (const annotation of arrayOf(annotations)) {
      const citation = citationOf(annotation);
      if (citation) this.cite(citation, out);
    }
  }

  /** A call behind a finished JSON answer, where the server makes such calls without meaning them. */
  #isRepeat(out: StreamPart[]): boolean {
    if (this.#repeated) return true;
    if (this.#said === undefined || this.#callCount > 0 || parseJson(this.#said) === undefined) return false;
    this.#repeated = true;
    const detail = 'The vendor repeated a tool call behind the finished JSON; left out.';
    out.push({ type: 'warning', warning: { feature: 'toolCalls', detail } });
    return true;
  }

  #toolCalls(): ToolCallAssembly {
    const { state, newId, opaque } = this.#options;
    return (this.#calls ??= new ToolCallAssembly({
      choice: this.#choice,
      newId,
      opaque,
      newBlock: () => this.#blocks++,
      callersName: (name) => state.renamed?.get(name) ?? name,
      echoed: state.features.toolCallEcho,
    }));
  }

  #reasoningFields(message: JsonRecord, out: StreamPart[]): void {
    const { reasoning_details: details } = message;
    const told = message.reasoning_content ?? message.reasoning;
    if (typeof told === 'string') this.#reasoning(told, out);
    else if (Array.isArray(details)) {
      for (const detail of details) {
        const text = stringOf(recordOf(detail)?.text) ?? stringOf(recordOf(detail)?.summary);
        if (text) this.#reasoning(text, out);
      }
    }
    if (!Array.isArray(details) || details.length === 0) return;
    this.#echo(out).addDetails(details);
  }

  /** Mistral: { type: thinking, thinking: [{ text }] }. Databricks: { type: reasoning, summary: [{ text, signature }] }. */
  #part(part: JsonRecord | undefined, out: StreamPart[]): void {
    if (!part) return;
    if (part.type === 'thinking' || part.type === 'reasoning') {
      this.#listed('reasoning');
      const pieces = part.type === 'thinking' ? part.thinking : (part.summary ?? part.content ?? part.text);
      for (const piece of Array.isArray(pieces) ? pieces : [pieces]) {
        this.#reasoning(stringOf(piece) ?? stringOf(recordOf(piece)?.text) ?? '', out);
        if (isRecord(piece)) this.#reasoningTokens(piece, out);
      }
      this.#reasoningTokens(part, out);
    } else if (part.type === 'image_url') this.#image(part, out);
    else if (typeof part.refusal === 'string') this.#refuse(part.refusal, out);
    else if (typeof part.text === 'string') {
      this.#listed('text');
      this.#text(part.text, out);
    } else if (part.type === 'reference' || part.type === 'tool_reference') {
      this.cite({ raw: part as JsonValue }, out);
    }
  }

  #reasoningTokens(piece: JsonRecord, out: StreamPart[]): void {
    if (holdsTokens(piece)) this.#echo(out).addTokens(piece);
  }

  /** A part of a content list: another block begins when the kind changes. */
  #listed(kind: BlockKind): void {
    if (this.#lastListed !== undefined && this.#lastListed !== kind) {
      if (kind === 'text') this.#textBlock = -1;
      else this.#reasoningBlock = -1;
    }
    this.#lastListed = kind;
  }

  #block(kind: BlockKind): number {
    if (kind === 'text') return this.#textBlock < 0 ? (this.#textBlock = this.#blocks++) : this.#textBlock;
    return this.#reasoningBlock < 0 ? (this.#reasoningBlock = this.#blocks++) : this.#reasoningBlock;
  }

  #text(text: string, out: StreamPart[]): void {
    if (text === '') return;
    if (this.#think) this.#split(this.#think, text, out);
    else this.#tell('text', text, out);
  }

  /** Apart from `#text`, which makes no closure and is called with every piece. */
  #split(think: ThinkSplitter, text: string, out: StreamPart[]): void {
    think.push(text, (kind, piece) => this.#tell(kind, piece, out));
  }

  #reasoning(text: string, out: StreamPart[]): void {
    if (text !== '') this.#tell('reasoning', text, out);
  }

  #tell(type: BlockKind, text: string, out: StreamPart[]): void {
    if (type === 'text') {
      this.#hasText = true;
      if (this.#said !== undefined) this.#said += text;
    } else this.#hasReasoning = true;
    out.push({ type, text, choice: this.#choice, index: this.#block(type) });
  }

  #endThinking(out: StreamPart[]): void {
    this.#think?.end((kind, piece) => this.#tell(kind, piece, out));
  }

  /** Opaque reasoning without words still has its place among the blocks. */
  #echo(out: StreamPart[]): ReasoningEcho {
    if (this.#reasoningBlock < 0)
      out.push({ type: 'reasoning', text: '', choice: this.#choice, index: this.#block('reasoning') });
    return (this.#reasoningEcho ??= new ReasoningEcho());
  }

  #endReasoning(out: StreamPart[]): void {
    const data = this.#reasoningEcho?.data;
    if (data === undefined) return;
    out.push({
      type: 'block-end',
      vendor: this.#options.opaque(data),
      choice: this.#choice,
      index: this.#reasoningBlock,
    });
  }

  /** A refusal is no answer: it is told as progress, and kept as a block of its own. */
  #refuse(words: string, out: StreamPart[]): void {
    this.#refusal += words;
    out.push({ type: 'progress', activity: 'refusal', detail: words });
  }

  #image(image: JsonRecord | undefined, out: StreamPart[]): void {
    const url = stringOf(recordOf(image?.image_url)?.url) ?? stringOf(image?.image_url) ?? stringOf(image?.url);
    if (url)
      out.push({
        type: 'file',
        file: { type: 'image', source: sourceOfUrl(url) },
        choice: this.#choice,
        index: this.#blocks++,
      });
  }

  #endSpeaking(out: StreamPart[]): void {
    const file = this.#spoken?.part(this.#options);
    if (file) out.push({ type: 'file', file, choice: this.#choice, index: this.#blocks++ });
  }

  #logprobs(value: unknown, out: StreamPart[]): void {
    const logprobs = choiceLogprobs(value);
    if (logprobs.length > 0) out.push({ type: 'logprobs', logprobs, choice: this.#choice });
  }
}

function hasFields(delta: JsonRecord): boolean {
  for (const _ in delta) return true;
  return false;
}

/** Place of a choice; odd values count as the first. */
export function choiceIndex(choice: JsonRecord, position: number): number {
  const index = numberOf(choice.index);
  return index !== undefined && Number.isInteger(index) && index >= 0 && index < 1024 ? index : position;
}
