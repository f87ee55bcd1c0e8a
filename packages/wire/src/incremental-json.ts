// JSON that arrives in pieces, parsed once: the parser keeps its state, and the value grows in place.
//
// Parsing the partial text anew on every delta is quadratic (half a millisecond a delta for a 25 KB argument); this
// costs a fraction of a microsecond a delta, however long the text has become.

import type { JsonValue } from '@kit/core';

export interface IncrementalJson {
  /** Feeds the next piece, cut anywhere. After a failure it does nothing. */
  push(delta: string): void;
  /** Says that no more text follows: completes a number at the top level, whose end only this can tell. */
  end(): void;
  /**
   * What is certain so far, or undefined. The same objects and arrays grow from one push to the next: copy what must
   * stay as it is. A string shows what has arrived of it; a number, `true`, `false` or `null` appears when it is
   * certain; a key appears with its value.
   */
  readonly value: JsonValue | undefined;
  /** Whether the text is one whole JSON value: then `value` equals what `JSON.parse` gives. */
  readonly complete: boolean;
  /** Whether the text can no longer become JSON; `value` keeps what had arrived. */
  readonly failed: boolean;
}

type GrowingObject = { [key: string]: JsonValue };
type Container = JsonValue[] | GrowingObject;

type State =
  | 'value' // a value must follow
  | 'first-item' // after [: a value or ]
  | 'first-key' // after {: a key or }
  | 'key' // after a comma in an object
  | 'colon'
  | 'after-value' // a comma or a closing bracket
  | 'string'
  | 'escape' // after a backslash
  | 'unicode' // inside \uXXXX
  | 'number'
  | 'literal'
  | 'complete'
  | 'failed';

const quote = 0x22;
const backslash = 0x5c;
const numberForm = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

export function createIncrementalJson(): IncrementalJson {
  return new IncrementalJsonParser();
}

class IncrementalJsonParser implements IncrementalJson {
  #state: State = 'value';
  #root: JsonValue | undefined;
  /** The containers around the open one, outermost first. */
  readonly #outer: Container[] = [];
  #container: Container | undefined;
  #key = '';
  #stringIsKey = false;
  /** What has arrived of the open string, number or literal. */
  #text = '';
  /** The first half of a surrogate pair, held back until the second is there. */
  #heldSurrogate = '';
  #hexDigits = '';
  #literal = '';

  get value(): JsonValue | undefined {
    return this.#root;
  }

  get complete(): boolean {
    return this.#state === 'complete';
  }

  get failed(): boolean {
    return this.#state === 'failed';
  }

  push(delta: string): void {
    let index = 0;
    while (index < delta.length) {
      switch (this.#state) {
        case 'string':
          index = this.#readString(delta, index);
          break;
        case 'escape':
          index = this.#readEscape(delta, index);
          break;
        case 'unicode':
          index = this.#readHexDigit(delta, index);
          break;
        case 'number':
          index = this.#readNumber(delta, index);
          break;
        case 'literal':
          index = this.#readLiteral(delta, index);
          break;
        case 'failed':
          index = delta.length;
          break;
        default:
          index = this.#readStructure(delta, index);
      }
    }
    if (this.#inString() && !this.#stringIsKey) this.#place(this.#text);
  }

  end(): void {
    if (this.#state === 'number') this.#closeNumber();
  }

  #inString(): boolean {
    return this.#state === 'string' || this.#state === 'escape' || this.#state === 'unicode';
  }

  #fail(): void {
    // The open string stays visible with what had arrived of it.
    if (this.#inString() && !this.#stringIsKey) this.#place(this.#text);
    this.#state = 'failed';
  }

  #readStructure(delta: string, index: number): number {
    const code = delta.charCodeAt(index);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) return index + 1;
    const state = this.#state;
    if (state === 'value' || state === 'first-item') {
      if (code === 0x5d && state === 'first-item') this.#closeContainer();
      else this.#openValue(delta[index] as string);
    } else if (state === 'after-value') {
      const inArray = Array.isArray(this.#container);
      if (code === 0x2c) this.#state = inArray ? 'value' : 'key';
      else if (code === (inArray ? 0x5d : 0x7d)) this.#closeContainer();
      else this.#fail();
    } else if (state === 'colon') {
      if (code === 0x3a) this.#state = 'value';
      else this.#fail();
    } else if (state === 'key' || state === 'first-key') {
      if (code === quote) this.#openString(true);
      else if (code === 0x7d && state === 'first-key') this.#closeContainer();
      else this.#fail();
    } else this.#fail(); // text after a complete value
    return index + 1;
  }

  #openValue(character: string): void {
    switch (character) {
      case '{':
        this.#openContainer({}, 'first-key');
        break;
      case '[':
        this.#openContainer([], 'first-item');
        break;
      case '"':
        this.#openString(false);
        break;
      case 't':
        this.#openLiteral('true');
        break;
      case 'f':
        this.#openLiteral('false');
        break;
      case 'n':
        this.#openLiteral('null');
        break;
      default:
        if (character !== '-' && (character < '0' || character > '9')) this.#fail();
        else {
          this.#text = character;
          this.#state = 'number';
        }
    }
  }

  #openContainer(container: Container, state: State): void {
    this.#add(container);
    if (this.#container !== undefined) this.#outer.push(this.#container);
    this.#container = container;
    this.#state = state;
  }

  #closeContainer(): void {
    this.#container = this.#outer.pop();
    this.#valueEnded();
  }

  #valueEnded(): void {
    this.#state = this.#container === undefined ? 'complete' : 'after-value';
  }

  /** Puts a new value where the text has arrived. */
  #add(value: JsonValue): void {
    if (Array.isArray(this.#container)) this.#container.push(value);
    else this.#place(value);
  }

  /** Puts a value in the place of the one that was added last. */
  #place(value: JsonValue): void {
    const container = this.#container;
    if (container === undefined) this.#root = value;
    else if (Array.isArray(container)) container[container.length - 1] = value;
    else if (this.#key === '__proto__') {
      // As JSON.parse does it: a property of that name, not another prototype.
      Object.defineProperty(container, '__proto__', { value, writable: true, enumerable: true, configurable: true });
    } else container[this.#key] = value;
  }

  #openString(isKey: boolean): void {
    this.#stringIsKey = isKey;
    this.#text = '';
    this.#state = 'string';
    if (!isKey) this.#add('');
  }

  #readString(delta: string, start: number): number {
    let index = start;
    let code = 0;
    for (; index < delta.length; index++) {
      code = delta.charCodeAt(index);
      if (code === quote || code === backslash || code < 0x20) break;
    }
    if (index > start) this.#append(delta.slice(start, index));
    if (index === delta.length) return index;
    if (code === quote) this.#closeString();
    else if (code === backslash) this.#state = 'escape';
    else this.#fail();
    return index + 1;
  }

  // Looks at the piece only, never at the whole text: that would flatten the engine's rope and cost its length.
  #append(piece: string): void {
    const joined = this.#heldSurrogate + piece;
    const last = joined.charCodeAt(joined.length - 1);
    if (last >= 0xd800 && last <= 0xdbff) {
      this.#heldSurrogate = joined.slice(-1);
      this.#text += joined.slice(0, -1);
    } else {
      this.#heldSurrogate = '';
      this.#text += joined;
    }
  }

  #readEscape(delta: string, index: number): number {
    const character = delta[index] as string;
    if (character === 'u') {
      this.#hexDigits = '';
      this.#state = 'unicode';
      return index + 1;
    }
    const escaped = escapes.get(character);
    if (escaped === undefined) this.#fail();
    else {
      this.#append(escaped);
      this.#state = 'string';
    }
    return index + 1;
  }

  #readHexDigit(delta: string, index: number): number {
    const character = delta[index] as string;
    if (!/^[0-9a-fA-F]$/.test(character)) this.#fail();
    else {
      this.#hexDigits += character;
      if (this.#hexDigits.length === 4) {
        this.#append(String.fromCharCode(Number.parseInt(this.#hexDigits, 16)));
        this.#state = 'string';
      }
    }
    return index + 1;
  }

  #closeString(): void {
    const text = this.#text + this.#heldSurrogate;
    this.#text = '';
    this.#heldSurrogate = '';
    if (this.#stringIsKey) {
      this.#key = text;
      this.#state = 'colon';
    } else {
      this.#place(text);
      this.#valueEnded();
    }
  }

  #readNumber(delta: string, start: number): number {
    let index = start;
    while (index < delta.length && belongsToNumber(delta.charCodeAt(index))) index++;
    this.#text += delta.slice(start, index);
    if (index < delta.length) this.#closeNumber();
    return index;
  }

  #closeNumber(): void {
    if (!numberForm.test(this.#text)) this.#fail();
    else {
      this.#add(Number(this.#text));
      this.#valueEnded();
    }
  }

  #openLiteral(literal: string): void {
    this.#literal = literal;
    this.#text = literal[0] as string;
    this.#state = 'literal';
  }

  #readLiteral(delta: string, index: number): number {
    this.#text += delta[index];
    if (!this.#literal.startsWith(this.#text)) this.#fail();
    else if (this.#text === this.#literal) {
      this.#add(this.#literal === 'null' ? null : this.#literal === 'true');
      this.#valueEnded();
    }
    return index + 1;
  }
}

/** A digit, a sign, a point or an exponent; whether they form a number is seen when it ends. */
function belongsToNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45
  );
}
