// Where the values of a JSON text stand: for templates, which compare texts instead of parsing them.

/** `word`: true, false or null. `blank`: the white space in front of a closing bracket, which may be none. */
export type ScalarKind = 'string' | 'number' | 'word' | 'blank';

export interface ScannedContainer {
  /** Index of the container that holds this one; -1 for the outermost. */
  readonly parent: number;
  readonly key: string | number;
  /** `choices.*.delta`; the outermost is the empty string. */
  readonly path: string;
}

/** The scalars in the order of the text, column by column: templates keep some of them for as long as a stream lasts. */
export interface ScannedJson {
  readonly kinds: readonly ScalarKind[];
  /** Of a string without its quotes. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Index of the container that holds the scalar, and its key there. */
  readonly places: readonly number[];
  readonly keys: readonly (string | number)[];
  readonly containers: readonly ScannedContainer[];
}

/** Objects and arrays deeper than this are left to JSON.parse, and so are objects of more keys. */
const DEEPEST = 32;
const MOST_KEYS = 64;

/**
 * Scans text that JSON.parse has accepted and that is an object or array. Undefined where a place in the text does not
 * name one place in the value (keys that come twice or are escaped, `__proto__`), or there is too much of it.
 */
export function scanJson(text: string, start: number, end: number): ScannedJson | undefined {
  const scan = new Scan(text);
  const first = scan.blanks(start);
  const opening = text.charCodeAt(first);
  if (opening !== 0x7b && opening !== 0x5b) return undefined;
  const after = scan.value(first, -1, '', '', 0);
  return after < 0 || text.slice(after, end).trim() !== '' ? undefined : scan;
}

class Scan implements ScannedJson {
  readonly kinds: ScalarKind[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly places: number[] = [];
  readonly keys: (string | number)[] = [];
  readonly containers: ScannedContainer[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  blanks(from: number): number {
    let at = from;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return at;
      at++;
    }
  }

  /** Where the value ends that begins at `at`; -1 to give up. */
  value(at: number, container: number, key: string | number, path: string, depth: number): number {
    if (depth > DEEPEST) return -1;
    switch (this.#text.charCodeAt(at)) {
      case 0x7b:
        return this.#object(at, this.containers.push({ parent: container, key, path }) - 1, path, depth);
      case 0x5b:
        return this.#array(at, this.containers.push({ parent: container, key, path }) - 1, path, depth);
      case 0x22: {
        const end = this.#stringEnd(at + 1);
        this.#scalar('string', at + 1, end, container, key);
        return end + 1;
      }
      default: {
        const end = this.#wordEnd(at);
        const kind = /[tfn]/.test(this.#text.charAt(at)) ? 'word' : 'number';
        this.#scalar(kind, at, end, container, key);
        return end;
      }
    }
  }

  #scalar(kind: ScalarKind, start: number, end: number, place: number, key: string | number): void {
    this.kinds.push(kind);
    this.starts.push(start);
    this.ends.push(end);
    this.places.push(place);
    this.keys.push(key);
  }

  #object(from: number, container: number, path: string, depth: number): number {
    const keys: string[] = [];
    let at = this.blanks(from + 1);
    if (this.#text.charCodeAt(at) === 0x7d) return at + 1;
    for (;;) {
      const keyEnd = this.#stringEnd(at + 1);
      const key = this.#text.slice(at + 1, keyEnd);
      if (key.includes('\\') || key === '__proto__' || keys.includes(key) || keys.length >= MOST_KEYS) return -1;
      keys.push(key);
      const colon = this.blanks(keyEnd + 1);
      at = this.value(this.blanks(colon + 1), container, key, path === '' ? key : `${path}.${key}`, depth + 1);
      if (at < 0) return -1;
      const blank = at;
      at = this.blanks(at);
      if (this.#text.charCodeAt(at) === 0x7d) return this.#closed(blank, at, container);
      at = this.blanks(at + 1);
    }
  }

  #array(from: number, container: number, path: string, depth: number): number {
    let at = this.blanks(from + 1);
    if (this.#text.charCodeAt(at) === 0x5d) return at + 1;
    for (let index = 0; ; index++) {
      at = this.value(at, container, index, path === '' ? '*' : `${path}.*`, depth + 1);
      if (at < 0) return -1;
      const blank = at;
      at = this.blanks(at);
      if (this.#text.charCodeAt(at) === 0x5d) return this.#closed(blank, at, container);
      at = this.blanks(at + 1);
    }
  }

  /** Anthropic pads its events there, by another length each. */
  #closed(start: number, end: number, container: number): number {
    this.#scalar('blank', start, end, container, '');
    return end + 1;
  }

  #stringEnd(from: number): number {
    let at = from;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22) return at;
      at += code === 0x5c ? 2 : 1;
    }
  }

  #wordEnd(from: number): number {
    let at = from;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      // Comma, bracket, brace, blank, or the end of the text.
      if (code === 0x2c || code === 0x5d || code === 0x7d || code <= 0x20 || Number.isNaN(code)) return at;
      at++;
    }
  }
}
