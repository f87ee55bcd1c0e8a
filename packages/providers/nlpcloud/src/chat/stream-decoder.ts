// A streamed answer: bare text, events of it, or JSON of older models. A literal `[DONE]` ends it.
import type { CodecContext, PartDecoder, StreamPart, WireHeaders } from '@kit/core';
import { isRecord, type JsonRecord, parseJson, stringOf } from '@kit/wire';
import { createUtf8Decoder } from '@kit/wire/events';

const mark = '[DONE]';

/** Feeds what it reads to a decoder of chat completions. */
export class TextStreamDecoder implements PartDecoder<StreamPart> {
  done = false;
  readonly #chunks: PartDecoder<StreamPart>;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #utf8 = createUtf8Decoder();
  #form: 'events' | 'json' | 'text' | undefined;
  /** What has arrived and cannot be read yet. */
  #held = '';
  /** The data of an event that has not ended. */
  #lines: string[] = [];
  #hasTold = false;
  #isOver = false;

  constructor(chunks: PartDecoder<StreamPart>, context: CodecContext, headers: WireHeaders) {
    this.#chunks = chunks;
    this.#context = context;
    this.#headers = headers;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    if (this.done) return;
    this.#held += typeof data === 'string' ? data : this.#utf8.decode(data);
    this.#read(out);
  }

  afterRead(out: StreamPart[]): void {
    this.#chunks.afterRead?.(out);
  }

  end(out: StreamPart[]): boolean {
    if (!this.done) {
      this.#isOver = true;
      this.#held += this.#utf8.end();
      this.#read(out);
    }
    // One JSON is whole by itself; everything else needs its mark.
    if (this.done || (this.#form === 'json' && this.#hasTold)) this.#finish(out);
    return this.#chunks.end(out);
  }

  #read(out: StreamPart[]): void {
    this.#form ??= this.#formOf();
    if (this.#form === 'text') this.#text(out);
    else if (this.#form !== undefined) this.#byLines(out);
  }

  /** Undefined while the beginning may be that of several forms. */
  #formOf(): 'events' | 'json' | 'text' | undefined {
    this.#held = this.#held.replace(/^\uFEFF/, '');
    const start = this.#held.trimStart();
    if (start === '') return this.#isOver ? 'text' : undefined;
    if (start.startsWith('{')) return 'json';
    if (/^(data|event|id|retry)?:/.test(start)) return 'events';
    const mayBecome = ['data:', 'event:', 'id:', 'retry:'].some((field) => field.startsWith(start));
    return mayBecome && !this.#isOver ? undefined : 'text';
  }

  /** Bare text: told as it comes, but for an end that may be the beginning of the mark. */
  #text(out: StreamPart[]): void {
    const at = this.#held.indexOf(mark);
    if (at >= 0) {
      this.#tell(this.#held.slice(0, at), out);
      this.done = true;
      return;
    }
    let kept = 0;
    if (!this.#isOver)
      for (let length = 1; length < mark.length; length++)
        if (this.#held.endsWith(mark.slice(0, length))) kept = length;
    this.#tell(this.#held.slice(0, this.#held.length - kept), out);
    this.#held = this.#held.slice(this.#held.length - kept);
  }

  #byLines(out: StreamPart[]): void {
    let at = this.#held.indexOf('\n');
    while (at >= 0 && !this.done) {
      const line = this.#held.slice(0, at).replace(/\r$/, '');
      this.#held = this.#held.slice(at + 1);
      this.#line(line, out);
      at = this.#held.indexOf('\n');
    }
    if (!this.#isOver || this.done) return;
    this.#line(this.#held, out);
    this.#line('', out);
  }

  #line(line: string, out: StreamPart[]): void {
    if (this.#form === 'json') {
      if (line.trim() !== '') this.#data(line.trim(), out);
    } else if (line === '') {
      const data = this.#lines.join('\n');
      if (this.#lines.length > 0) this.#data(data, out);
      this.#lines = [];
    } else if (line.startsWith('data:')) this.#lines.push(line.slice(line[5] === ' ' ? 6 : 5));
  }

  #data(data: string, out: StreamPart[]): void {
    if (data.trim() === mark) {
      this.done = true;
      return;
    }
    if (!data.trimStart().startsWith('{')) return this.#tell(data, out);
    const told = parseJson(data);
    if (isRecord(told)) return this.#object(told, out);
    out.push({ type: 'warning', warning: { feature: 'stream', detail: 'An event is no JSON; left out.' } });
  }

  #object(told: JsonRecord, out: StreamPart[]): void {
    if (told.detail || told.error) throw this.#context.failure({ body: told, headers: this.#headers });
    const text =
      stringOf(told.generated_text) ?? stringOf(told.response) ?? stringOf(told.token) ?? stringOf(told.text);
    if (text !== undefined) this.#tell(text, out);
  }

  #tell(text: string, out: StreamPart[]): void {
    if (text === '') return;
    this.#hasTold = true;
    this.#chunks.json?.({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }, out);
  }

  #finish(out: StreamPart[]): void {
    this.#chunks.json?.({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }, out);
    this.#chunks.event(mark, out);
  }
}
