// Newline-delimited JSON: bytes → one event a line.

import { defaultMaxEventBytes, type EmitEvent, type Framing, type FramingOptions, parsing } from './framing.ts';
import { FramingLimitError } from './framing-limit-error.ts';
import { isTornJson } from './torn-json.ts';
import { createUtf8Decoder } from './utf8-decoder.ts';

/**
 * Framing of `application/x-ndjson` (JSON Lines). Blank lines are skipped; a `data:` prefix is taken off and a line
 * that begins with a colon is skipped, for servers that mix the two formats.
 */
export function ndjsonFraming(options: FramingOptions = {}): Framing {
  const limitBytes = options.maxEventBytes ?? defaultMaxEventBytes;
  const decoder = createUtf8Decoder();
  let unfinishedLine = '';

  function emitLine(line: string, isCut: boolean, emit: EmitEvent): void {
    if (line.length > limitBytes) throw new FramingLimitError(limitBytes);
    let data = line.trim();
    if (data.startsWith('data:')) data = data.slice('data:'.length).trimStart();
    if (data !== '' && !data.startsWith(':') && !(isCut && isTornJson(data))) emit(data);
  }

  return {
    push(bytes, emit, emitJson) {
      const text = decoder.decode(bytes);
      const emitLineTo = parsing(emit, emitJson);
      let lineStart = 0;
      for (let lineEnd = text.indexOf('\n'); lineEnd >= 0; lineEnd = text.indexOf('\n', lineStart)) {
        const line = unfinishedLine + text.slice(lineStart, lineEnd);
        unfinishedLine = '';
        lineStart = lineEnd + 1;
        emitLine(line, false, emitLineTo);
      }
      unfinishedLine += text.slice(lineStart);
      if (unfinishedLine.length > limitBytes) throw new FramingLimitError(limitBytes);
    },
    end(emit, emitJson) {
      const line = unfinishedLine + decoder.end();
      unfinishedLine = '';
      emitLine(line, true, parsing(emit, emitJson));
    },
  };
}
