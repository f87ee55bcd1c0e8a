// Server-sent events: bytes → events, over eventsource-parser, which knows the field grammar.
//
// What is added here is what vendors do beyond the standard: a last event without its blank line, an error object on
// a bare line in the middle of a stream, and events without an end. And where JSON is asked for, events that are made
// like those before them are read by templates instead of being parsed.

import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import {
  defaultMaxEventBytes,
  type EmitEvent,
  type EmitJson,
  type Framing,
  type FramingOptions,
  parseEvent,
} from './framing.ts';
import { FramingLimitError } from './framing-limit-error.ts';
import { LearnedTemplates } from './learned-template.ts';
import { isTornJson } from './torn-json.ts';
import { createUtf8Decoder } from './utf8-decoder.ts';

const lineFeed = 10;
const ignoreEvent: EmitEvent = () => {};

/** Longest unfinished event that is kept to be read whole; what is longer goes to the parser line by line. */
const MOST_KEPT = 32 * 1024;

/** After so many events in a row that needed no parser, it is given up: a quiet stream holds little. */
const HITS_WITHOUT_PARSER = 32;

/**
 * After so many events a stream that began with shared templates learns its own: they compare less, since what is the same
 * in all events of one stream is no slot there.
 */
const EVENTS_BEFORE_OWN = 64;
/** After so many events in a row that no shared template fits. */
const MISSES_BEFORE_OWN = 6;

/** Framing of `text/event-stream`: CRLF, CR or LF, BOM, comments, several data lines, and reads cut anywhere. */
export function sseFraming(options: FramingOptions = {}): Framing {
  return new SseFraming(options);
}

class SseFraming implements Framing {
  readonly #limitBytes: number;
  readonly #decoder = createUtf8Decoder();
  /** Made when it is needed; always there while it holds the beginning of an event. */
  #parser: ReturnType<typeof createParser> | undefined;
  #hitsInRow = 0;
  readonly #transient: readonly string[] | undefined;
  /** How this stream's events are made; undefined where that is not to be learned. */
  #templates: LearnedTemplates | undefined;
  /** Events until the templates are this stream's own; 0: they are. */
  #sharedEvents = 0;
  #missesInRow = 0;
  /** What ends this stream's events; empty until it is known. */
  #blankLine = '';
  #emit = ignoreEvent;
  #emitJson: EmitJson | undefined;
  /** A line that is not all there; with templates, an event that is not. */
  #unfinished = '';
  /** The parser holds the beginning of an event. */
  #midEvent = false;
  #dropTorn = false;
  /** The event that the parser made of what it was fed last. */
  #parsed: { readonly data: string; readonly name: string | undefined; readonly value: unknown } | undefined;
  #parsedEvents = 0;

  constructor(options: FramingOptions) {
    this.#limitBytes = options.maxEventBytes ?? defaultMaxEventBytes;
    this.#transient = options.transient;
    if (options.learn === false) return;
    this.#templates = options.shared ?? new LearnedTemplates({ transient: options.transient });
    if (options.shared) this.#sharedEvents = EVENTS_BEFORE_OWN;
  }

  #feed(text: string): void {
    this.#hitsInRow = 0;
    this.#parser ??= createParser({
      maxBufferSize: this.#limitBytes,
      onEvent: (message) => this.#onEvent(message),
      onError: (error) => this.#onError(error),
    });
    this.#parser.feed(text);
  }

  push(bytes: Uint8Array, emit: EmitEvent, emitJson?: EmitJson): void {
    const text = this.#decoder.decode(bytes);
    if (text === '') return;
    this.#emit = emit;
    this.#emitJson = emitJson;
    // Without templates for good: whoever reads text does not change their mind.
    if (this.#templates && (!emitJson || !this.#knowsEnds(text))) this.#stopLearning();
    if (this.#templates && this.#sharedEvents < 0) {
      this.#templates = new LearnedTemplates({ transient: this.#transient });
      this.#sharedEvents = 0;
    }
    if (this.#templates) this.#readEvents(text, this.#templates);
    else this.#feedWholeLines(text);
    this.#emit = ignoreEvent;
  }

  end(emit: EmitEvent, emitJson?: EmitJson): void {
    this.#emit = emit;
    this.#emitJson = emitJson;
    this.#stopLearning();
    const lastLine = this.#unfinished + this.#decoder.end();
    this.#unfinished = '';
    // Only a line that was cut can be torn: a complete line that is no JSON is the server's own and is passed on.
    this.#dropTorn = lastLine !== '';
    this.#feed(`${lastLine}\n`);
    // Twice: after a final CR the first would only complete a CRLF.
    this.#feed('\n');
    this.#emit = ignoreEvent;
    this.#dropTorn = false;
  }

  // The parser is fed whole lines only: it silently discards a cut line that cannot become a field, and whether a
  // bare JSON line is seen would depend on how the network cut it.
  #feedWholeLines(text: string): void {
    if (text.charCodeAt(text.length - 1) === lineFeed && this.#unfinished === '') {
      this.#feed(text);
      return;
    }
    const wholeLength = wholeLinesLength(text);
    if (wholeLength === 0) {
      this.#unfinished += text;
      this.#checkLength(this.#unfinished.length);
      return;
    }
    const whole = this.#unfinished + text.slice(0, wholeLength);
    this.#unfinished = text.slice(wholeLength);
    this.#feed(whole);
  }

  /** Events are cut at one kind of blank line, the stream's first; false for a stream that has another as well. */
  #knowsEnds(text: string): boolean {
    if (this.#blankLine === '') {
      const lineEnd = text.indexOf('\n');
      if (lineEnd < 0) return !text.includes('\r') || text.endsWith('\r');
      const before = lineEnd > 0 ? text[lineEnd - 1] : this.#unfinished.at(-1);
      this.#blankLine = before === '\r' ? '\r\n\r\n' : '\n\n';
    }
    return !text.includes(this.#blankLine === '\n\n' ? '\r' : '\n\n');
  }

  /** Event by event: what fits a template is read by it, the rest is parsed. The parser is between two events. */
  #readEvents(text: string, templates: LearnedTemplates): void {
    const begun = this.#unfinished;
    const firstEnd = begun === '' && !this.#midEvent ? 0 : this.#eventEnd(text, 0);
    if (this.#midEvent) {
      if (firstEnd < 0) return this.#feedWholeLines(text);
      this.#feedWholeLines(text.slice(0, firstEnd));
      this.#midEvent = false;
    } else if (begun !== '') {
      this.#unfinished = '';
      if (firstEnd < 0) return this.#readFrom(begun + text, 0, templates);
      // The cut event alone: joined with all that follows it, the whole read would be copied.
      this.#readFrom(begun + text.slice(0, firstEnd), 0, templates);
    }
    this.#readFrom(text, firstEnd, templates);
  }

  #readFrom(text: string, start: number, templates: LearnedTemplates): void {
    let at = start;
    while (at < text.length) {
      const fits = templates.read(text, at);
      if (fits >= 0 && fits - at <= this.#limitBytes) {
        at = fits;
        if (this.#sharedEvents > 0) this.#countShared(true);
        if (++this.#hitsInRow === HITS_WITHOUT_PARSER) this.#parser = undefined;
        this.#emitJson?.(templates.value, templates.name);
        continue;
      }
      const end = this.#eventEnd(text, at);
      if (end < 0) break;
      this.#parseEvent(text.slice(at, end), templates);
      if (this.#sharedEvents > 0) this.#countShared(false);
      at = end;
    }
    if (at < text.length) this.#keep(text.slice(at));
  }

  /** From the next read on the templates are this stream's own where the shared ones have done their part, or cannot. */
  #countShared(fits: boolean): void {
    this.#missesInRow = fits ? 0 : this.#missesInRow + 1;
    if (--this.#sharedEvents === 0 || this.#missesInRow === MISSES_BEFORE_OWN) this.#sharedEvents = -1;
  }

  /** Where the event ends that begins at `at`, behind its blank line; -1 if that has not come. */
  #eventEnd(text: string, at: number): number {
    const ending = this.#blankLine;
    const blank = ending === '' ? -1 : text.indexOf(ending, at);
    return blank < 0 ? -1 : blank + ending.length;
  }

  /** An event that is not all there. */
  #keep(rest: string): void {
    // A bare line of JSON may be an error that nothing follows.
    const bareJson = rest.startsWith('{') || rest.includes('\n{');
    if (rest.length <= MOST_KEPT && !bareJson) {
      this.#unfinished = rest;
      this.#checkLength(rest.length);
      return;
    }
    this.#midEvent = true;
    this.#feedWholeLines(rest);
  }

  #parseEvent(text: string, templates: LearnedTemplates): void {
    this.#parsed = undefined;
    this.#parsedEvents = 0;
    this.#feed(text);
    const parsed = this.#parsed as { data: string; name: string | undefined; value: unknown } | undefined;
    if (!parsed || this.#parsedEvents !== 1) return;
    const { data, name, value } = parsed;
    const end = text.length - this.#blankLine.length;
    const start = end - data.length;
    // Data in several lines, or followed by other fields, stands elsewhere.
    if (text.slice(start, end) === data) templates.learn({ text, start, end, value, name });
    this.#parsed = undefined;
  }

  /** From here on everything is parsed. */
  #stopLearning(): void {
    if (!this.#templates) return;
    this.#templates = undefined;
    const begun = this.#unfinished;
    if (begun === '' || this.#midEvent) return;
    this.#unfinished = '';
    this.#feedWholeLines(begun);
  }

  #checkLength(length: number): void {
    if (length > this.#limitBytes) throw new FramingLimitError(this.#limitBytes);
  }

  #onEvent({ data, event, id }: EventSourceMessage): void {
    this.#checkLength(data.length);
    if (this.#dropTorn && isTornJson(data)) return;
    this.#tell(data, event, id);
  }

  #onError(error: ParseError): void {
    if (error.type === 'max-buffer-size-exceeded') throw new FramingLimitError(this.#limitBytes);
    // Some proxies write their error as a bare JSON line into a stream that has already begun.
    const line = error.line;
    if (line?.startsWith('{') && line.trimEnd().endsWith('}')) this.#tell(line);
  }

  #tell(data: string, name?: string, id?: string): void {
    this.#parsedEvents++;
    const value = this.#emitJson && parseEvent(data);
    if (value === undefined) return this.#emit(data, name, id);
    this.#parsed = { data, name, value };
    this.#emitJson?.(value, name);
  }
}

/** Length of the part that ends with a line end. A stream ends its lines with CR alone only if it has no LF at all. */
function wholeLinesLength(text: string): number {
  const lastLineFeed = text.lastIndexOf('\n');
  if (lastLineFeed >= 0) return lastLineFeed + 1;
  return text.includes('\r') ? text.lastIndexOf('\r') + 1 : 0;
}
