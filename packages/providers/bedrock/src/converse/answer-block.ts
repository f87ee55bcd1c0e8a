// One content block of an answer, as it arrives: in deltas, or whole. Both give the same parts.
import {
  type CodecContext,
  type FileDelta,
  type HostedToolResult,
  type JsonObject,
  type JsonValue,
  parseToolArguments,
  type StreamPart,
} from '@kit/core';
import {
  arrayOf,
  base64ToBytes,
  bytesToBase64,
  isRecord,
  type JsonRecord,
  parseJson,
  recordOf,
  stringOf,
} from '@kit/wire';
import { citationOf } from './citations.ts';
import { mediaTypeOf } from './encode-media.ts';
import type { ConverseState } from './encode-request.ts';
import { stamp } from './vendor-data.ts';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly type: string | undefined;
}

export class AnswerBlock {
  /** What a caller has to answer; calls that the vendor answers itself are none. */
  isCall = false;
  isAnswer = false;
  readonly #index: number;
  readonly #state: ConverseState;
  readonly #context: CodecContext;
  #call: OpenCall | undefined;
  #result: JsonRecord | undefined;
  #resultContent: JsonRecord[] = [];
  #media: { readonly kind: 'image' | 'audio' | 'video'; readonly format: string | undefined } | undefined;
  #mediaBytes = '';
  /** Arguments, or text that has to be unwrapped when it is whole. */
  #text = '';
  #signature = '';
  #redacted: string[] = [];
  #thinks = false;
  #cited = false;
  #others: JsonObject[] = [];

  constructor(index: number, state: ConverseState, context: CodecContext) {
    this.#index = index;
    this.#state = state;
    this.#context = context;
  }

  /** What a block begins with: a call, a result, an image. */
  start(start: JsonRecord, out: StreamPart[]): void {
    const call = recordOf(start.toolUse);
    if (call) return this.#openCall(call, out);
    const result = recordOf(start.toolResult);
    if (result) {
      this.#result = result;
      return;
    }
    for (const kind of ['image', 'audio', 'video'] as const) {
      const media = recordOf(start[kind]);
      if (media) return this.#openMedia(kind, media);
    }
    if (Object.keys(start).length > 0) this.#others.push(start as JsonObject);
  }

  delta(delta: JsonRecord, out: StreamPart[]): void {
    for (const name in delta) {
      const value = delta[name];
      if (value === null || value === undefined) continue;
      if (name === 'text' && typeof value === 'string') this.#addText(value, out);
      else if (name === 'toolUse' && isRecord(value)) this.#addArguments(value, out);
      else if (name === 'reasoningContent' && isRecord(value)) this.#addReasoning(value, out);
      else if (name === 'citation' && isRecord(value)) this.#cite(value, out);
      else if (name === 'toolResult') this.#resultContent.push(...arrayOf(value).filter(isRecord));
      else if ((name === 'image' || name === 'audio' || name === 'video') && isRecord(value))
        this.#openMedia(name, value);
      else this.#others.push({ [name]: value as JsonValue });
    }
  }

  /** A block of a complete reply. */
  whole(block: JsonRecord, out: StreamPart[]): void {
    const { toolUse, toolResult, citationsContent, reasoningContent } = block;
    if (isRecord(toolUse)) {
      const { input, ...call } = toolUse;
      this.#openCall(call, out);
      this.#addArguments({ input: typeof input === 'string' ? input : JSON.stringify(input ?? {}) }, out);
    } else if (isRecord(toolResult)) {
      const { content, ...result } = toolResult;
      this.start({ toolResult: result }, out);
      this.delta({ toolResult: arrayOf(content) }, out);
    } else if (isRecord(citationsContent)) {
      for (const piece of arrayOf(citationsContent.content)) this.#addText(stringOf(recordOf(piece)?.text) ?? '', out);
      for (const citation of arrayOf(citationsContent.citations)) if (isRecord(citation)) this.#cite(citation, out);
    } else if (isRecord(reasoningContent)) {
      this.#addReasoning({ ...reasoningContent, ...recordOf(reasoningContent.reasoningText) }, out);
    } else this.delta(block, out);
  }

  close(out: StreamPart[]): void {
    const index = this.#index;
    if (this.#call) this.#closeCall(this.#call, out);
    if (this.#result || this.#resultContent.length > 0) this.#closeResult(out);
    if (this.#media) out.push({ type: 'file', file: this.#file(this.#media), index });
    if (this.#state.unwrap && !this.#call && this.#text !== '')
      out.push({ type: 'text', text: this.#state.unwrap(this.#text), index });
    const own = this.#opaque();
    if (own) out.push({ type: 'block-end', index, vendor: stamp(this.#context, own) });
    else if (!this.#call) out.push({ type: 'block-end', index });
    for (const data of this.#others) out.push({ type: 'vendor', vendor: stamp(this.#context, data), index });
  }

  #addText(text: string, out: StreamPart[]): void {
    if (text === '') return;
    if (this.#state.unwrap && this.#state.answerTool === undefined) this.#text += text;
    else out.push({ type: 'text', text, index: this.#index });
  }

  #addReasoning(content: JsonRecord, out: StreamPart[]): void {
    const text = stringOf(content.text) ?? '';
    if (text !== '' || !this.#thinks) out.push({ type: 'reasoning', text, index: this.#index });
    this.#thinks = true;
    this.#signature += stringOf(content.signature) ?? '';
    const redacted = stringOf(content.redactedContent);
    if (redacted) this.#redacted.push(redacted);
  }

  /** Citations may come before the words that they stand for: those have a block then. */
  #cite(raw: JsonRecord, out: StreamPart[]): void {
    if (!this.#cited) out.push({ type: 'text', text: '', index: this.#index });
    this.#cited = true;
    out.push({ type: 'citation', citation: citationOf(raw), index: this.#index });
  }

  #openCall(call: JsonRecord, out: StreamPart[]): void {
    const sent = stringOf(call.name) ?? '';
    const name = this.#state.toolNames.get(sent) ?? sent;
    const id = stringOf(call.toolUseId) || `call_${this.#context.environment.id()}`;
    const type = stringOf(call.type);
    this.#call = { id, name, type };
    this.isAnswer = this.#state.answerTool !== undefined && sent === this.#state.answerTool;
    this.isCall = !this.isAnswer && type !== 'server_tool_use';
    if (this.isCall) out.push({ type: 'tool-call-start', id, name, index: this.#index });
    else if (!this.isAnswer) out.push({ type: 'progress', activity: name });
  }

  #addArguments({ input }: JsonRecord, out: StreamPart[]): void {
    const delta = typeof input === 'string' ? input : isRecord(input) ? JSON.stringify(input) : '';
    if (delta === '') return;
    if (!this.#call) this.#openCall({}, out);
    const { id } = this.#call as OpenCall;
    this.#text += delta;
    const index = this.#index;
    if (this.isCall) out.push({ type: 'tool-call-delta', id, delta, index });
    else if (this.isAnswer && !this.#state.unwrap) out.push({ type: 'text', text: delta, index });
  }

  #closeCall({ id, name, type }: OpenCall, out: StreamPart[]): void {
    const index = this.#index;
    if (this.isAnswer) {
      if (this.#state.unwrap) out.push({ type: 'text', text: this.#state.unwrap(this.#text), index });
      return;
    }
    const text = this.#text.trim() === '' ? '{}' : this.#text;
    if (this.isCall) {
      out.push({ type: 'tool-call', id, name, arguments: text, ...parseToolArguments(text), index });
      return;
    }
    const input = (parseJson(text) ?? text) as JsonValue;
    out.push({ type: 'hosted-tool-call', id, name, input, vendor: stamp(this.#context, { type: type ?? '' }), index });
  }

  #closeResult(out: StreamPart[]): void {
    const { toolUseId, status, type } = this.#result ?? {};
    const content = this.#resultContent.map((block) => {
      if (typeof block.text === 'string') return { type: 'text' as const, text: block.text };
      return { type: 'json' as const, value: (block.json ?? block) as JsonValue };
    });
    const result: HostedToolResult = {
      type: 'tool-result',
      toolCallId: stringOf(toolUseId) ?? '',
      content,
      ...(status === 'error' && { isError: true }),
      hosted: true,
      vendor: stamp(this.#context, { type: stringOf(type) ?? '' }),
      index: this.#index,
    };
    out.push(result);
  }

  #openMedia(kind: 'image' | 'audio' | 'video', media: JsonRecord): void {
    this.#media = { kind, format: stringOf(media.format) ?? this.#media?.format };
    this.#mediaBytes += stringOf(recordOf(media.source)?.bytes) ?? '';
  }

  #file({ kind, format }: { readonly kind: 'image' | 'audio' | 'video'; readonly format: string | undefined }) {
    const type = kind === 'video' ? 'file' : kind;
    return { type, source: { data: this.#mediaBytes, mediaType: mediaTypeOf(kind, format) } } as FileDelta['file'];
  }

  /** What has to go back with the block. */
  #opaque(): JsonObject | undefined {
    if (this.#redacted.length > 0) return { redactedContent: joinedBase64(this.#redacted) };
    if (this.#signature !== '') return { signature: this.#signature };
    return this.#cited ? { cited: true } : undefined;
  }
}

/** Pieces of base64, each with padding of its own. */
function joinedBase64(pieces: readonly string[]): string {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const bytes = pieces.map((piece) => base64ToBytes(piece));
  if (bytes.some((piece) => piece === undefined)) return pieces.join('');
  return bytesToBase64(Uint8Array.from(bytes.flatMap((piece) => [...(piece ?? [])])));
}
