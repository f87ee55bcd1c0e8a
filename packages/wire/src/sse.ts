// Server-sent events: bytes → events, over eventsource-parser, which knows the field grammar.
//
// What is added here is what vendors do beyond the standard: a last event without its blank line, an error object on
// a bare line in the middle of a stream, and events without an end.

import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import { defaultMaxEventBytes, type EmitEvent, type Framing, type FramingOptions } from './framing.ts';
import { FramingLimitError } from './framing-limit-error.ts';
import { isTornJson } from './torn-json.ts';
import { createUtf8Decoder } from './utf8-decoder.ts';

const lineFeed = 10;
const ignoreEvent: EmitEvent = () => {};

/** Framing of `text/event-stream`: CRLF, CR or LF, BOM, comments, several data lines, and reads cut anywhere. */
export function sseFraming(options: FramingOptions = {}): Framing {
  const limitBytes = options.maxEventBytes ?? defaultMaxEventBytes;
  const decoder = createUtf8Decoder();
  let emitTo = ignoreEvent;
  let unfinishedLine = '';
  let dropTorn = false;

  const parser = createParser({
    maxBufferSize: limitBytes,
    onEvent(message: EventSourceMessage) {
      if (message.data.length > limitBytes) throw new FramingLimitError(limitBytes);
      if (dropTorn && isTornJson(message.data)) return;
      emitTo(message.data, message.event, message.id);
    },
    onError(error: ParseError) {
      if (error.type === 'max-buffer-size-exceeded') throw new FramingLimitError(limitBytes);
      // Some proxies write their error as a bare JSON line into a stream that has already begun.
      const line = error.line;
      if (line?.startsWith('{') && line.trimEnd().endsWith('}')) emitTo(line);
    },
  });

  // The parser is fed whole lines only: it silently discards a cut line that cannot become a field, and whether a
  // bare JSON line is seen would depend on how the network cut it.
  function feedWholeLines(text: string): void {
    if (text.charCodeAt(text.length - 1) === lineFeed && unfinishedLine === '') {
      parser.feed(text);
      return;
    }
    const wholeLength = wholeLinesLength(text);
    if (wholeLength === 0) {
      unfinishedLine += text;
      if (unfinishedLine.length > limitBytes) throw new FramingLimitError(limitBytes);
      return;
    }
    const whole = unfinishedLine + text.slice(0, wholeLength);
    unfinishedLine = text.slice(wholeLength);
    parser.feed(whole);
  }

  return {
    push(bytes, emit) {
      const text = decoder.decode(bytes);
      if (text === '') return;
      emitTo = emit;
      feedWholeLines(text);
      emitTo = ignoreEvent;
    },
    end(emit) {
      const lastLine = unfinishedLine + decoder.end();
      unfinishedLine = '';
      emitTo = emit;
      // Only a line that was cut can be torn: a complete line that is no JSON is the server's own and is passed on.
      dropTorn = lastLine !== '';
      parser.feed(`${lastLine}\n`);
      // Twice: after a final CR the first would only complete a CRLF.
      parser.feed('\n');
      emitTo = ignoreEvent;
      dropTorn = false;
    },
  };
}

/** Length of the part that ends with a line end. A stream ends its lines with CR alone only if it has no LF at all. */
function wholeLinesLength(text: string): number {
  const lastLineFeed = text.lastIndexOf('\n');
  if (lastLineFeed >= 0) return lastLineFeed + 1;
  return text.includes('\r') ? text.lastIndexOf('\r') + 1 : 0;
}
