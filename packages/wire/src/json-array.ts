// A JSON array that arrives in pieces: each element's text, as soon as the element is complete.
//
// Gemini streams `[{…},\n{…}]` unless it is asked for server-sent events. A lone object, or objects one after
// another without an array around them, are read as well: that is how errors and some gRPC bridges look.

import { defaultMaxEventBytes, type EmitEvent, type Framing, type FramingOptions, parsing } from './framing.ts';
import { FramingLimitError } from './framing-limit-error.ts';
import { createUtf8Decoder } from './utf8-decoder.ts';

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const byteOrderMark = 0xfeff;

/** Framing of a JSON array of events, a lone object, or values in a row. Text that is no JSON comes out as it is. */
export function jsonArrayFraming(options: FramingOptions = {}): Framing {
  const limitBytes = options.maxEventBytes ?? defaultMaxEventBytes;
  const decoder = createUtf8Decoder();
  const scanner = createElementScanner(limitBytes);
  return {
    push(bytes, emit, emitJson) {
      scanner.scan(decoder.decode(bytes), parsing(emit, emitJson));
    },
    end(emit, emitJson) {
      const emitElement = parsing(emit, emitJson);
      scanner.scan(decoder.end(), emitElement);
      scanner.end(emitElement);
    },
  };
}

function createElementScanner(limitBytes: number) {
  /** The element's text from earlier pieces. */
  let begun = '';
  /** Brackets open inside the element: 0 while there is none, or while it is a scalar. */
  let depth = 0;
  let inScalar = false;
  let inString = false;
  let escaped = false;
  let inArray = false;

  function finish(text: string, emit: EmitEvent): void {
    const element = (begun + text).trim();
    begun = '';
    inScalar = false;
    if (element.length > limitBytes) throw new FramingLimitError(limitBytes);
    if (element !== '') emit(element);
  }

  /** Whether a character between elements begins one. */
  function beginsElement(code: number): boolean {
    if (code === openBracket && !inArray) {
      inArray = true;
      return false;
    }
    if (code === closeBracket && inArray) {
      inArray = false;
      return false;
    }
    return !isBlank(code) && code !== comma;
  }

  function endsScalar(code: number): boolean {
    return inArray ? code === comma || code === closeBracket : code === 0x0a;
  }

  function scan(text: string, emit: EmitEvent): void {
    /** Where the element began in this piece; -1 between elements. */
    let start = depth > 0 || inScalar ? 0 : -1;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === backslash) escaped = true;
        else if (code === quote) inString = false;
      } else if (inScalar) {
        if (code === quote) inString = true;
        else if (endsScalar(code)) {
          finish(text.slice(start, index), emit);
          start = -1;
          if (code === closeBracket) inArray = false;
        }
      } else if (depth > 0) {
        if (code === quote) inString = true;
        else if (code === openBrace || code === openBracket) depth++;
        else if ((code === closeBrace || code === closeBracket) && --depth === 0) {
          finish(text.slice(start, index + 1), emit);
          start = -1;
        }
      } else if (beginsElement(code)) {
        start = index;
        if (code === openBrace || code === openBracket) depth = 1;
        else {
          inScalar = true;
          inString = code === quote;
        }
      }
    }
    if (start >= 0) begun += text.slice(start);
    if (begun.length > limitBytes) throw new FramingLimitError(limitBytes);
  }

  return {
    scan,
    /** A scalar may be whole without a delimiter; an open object or array is torn. */
    end(emit: EmitEvent): void {
      if (inScalar) finish('', emit);
    },
  };
}

function isBlank(code: number): boolean {
  return code <= 0x20 || code === byteOrderMark;
}
