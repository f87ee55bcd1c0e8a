// Reads what a model meant as JSON: quotes of other kinds, missing or trailing commas, comments, Python's words, prose and
// code fences around it, missing brackets at the end. Linear and bounded, and it says what it did.
import type { JsonValue } from '@kit/core';
import { escapes, isBlank, isDigit, isOpeningQuote, isQuoteEnd, isWordCharacter, words } from './json-characters.ts';

export type RepairedJson =
  | {
      readonly value: JsonValue;
      /** What was wrong with the text, each thing once; empty for JSON that needed nothing. */
      readonly repairs: readonly string[];
      /** The text ends inside of a string, a number or a word: what is missing cannot be known. */
      readonly cut: boolean;
    }
  | { readonly value: undefined; readonly reason: string };

/** Deeper nesting is not read. */
const deepest = 200;

/**
 * Reads JSON as leniently as can be done without guessing: the value is never made of words that are not in the text.
 * Text around the value is passed over if the value is an object or an array.
 */
export function repairJson(text: string): RepairedJson {
  try {
    return { value: JSON.parse(text) as JsonValue, repairs: [], cut: false };
  } catch {
    return new LenientReader(text).read();
  }
}

/** Thrown inside of the reader only. */
class Unreadable extends Error {}

type GrowingObject = { [key: string]: JsonValue };

class LenientReader {
  readonly #text: string;
  readonly #repairs = new Set<string>();
  #at = 0;
  #cut = false;

  constructor(text: string) {
    const fenced = /^\s*```[^\n]*\n([\s\S]*?)```\s*$/.exec(text)?.[1];
    if (fenced !== undefined) this.#repairs.add('a code fence');
    this.#text = fenced ?? text;
  }

  read(): RepairedJson {
    const start = this.#text.search(/[{[]/);
    this.#at = Math.max(0, start);
    if (this.#text.slice(0, this.#at).trim() !== '') this.#repairs.add('text in front of it');
    try {
      this.#blanks();
      let value = this.#value(0);
      this.#blanks();
      // Some servers begin every stream of arguments with an empty object: `{}{"city":"Paris"}`.
      if (isEmptyObject(value) && this.#text[this.#at] === '{') {
        this.#repairs.add('an empty object in front of it');
        value = this.#value(0);
        this.#blanks();
      }
      if (this.#at < this.#text.length) this.#rest(start >= 0);
      return { value, repairs: [...this.#repairs], cut: this.#cut };
    } catch (error) {
      if (error instanceof Unreadable) return { value: undefined, reason: error.message };
      throw error;
    }
  }

  /** What follows the value may be prose, but not another value: nobody knows which of them was meant. */
  #rest(bracketed: boolean): void {
    const rest = this.#text.slice(this.#at);
    if (!bracketed || /[{}[\]]/.test(rest)) throw this.#unexpected('the end');
    this.#repairs.add('text after it');
  }

  #value(depth: number): JsonValue {
    if (depth > deepest) throw new Unreadable(`nested deeper than ${deepest} levels`);
    const character = this.#text[this.#at];
    if (character === undefined) throw this.#unexpected('a value');
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (isOpeningQuote(character)) return this.#string(character, ',}]');
    if (isDigit(character) || character === '-' || character === '+' || character === '.') return this.#number();
    return this.#word();
  }

  #object(depth: number): JsonValue {
    const object: GrowingObject = {};
    this.#at++;
    for (;;) {
      this.#separators();
      if (this.#closes('}')) return object;
      const key = this.#key();
      this.#blanks();
      if (this.#text[this.#at] !== ':') throw this.#unexpected('a colon');
      this.#at++;
      this.#blanks();
      // As JSON.parse does it: a property of that name, not another prototype.
      const value = this.#value(depth + 1);
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      this.#between('}');
    }
  }

  #array(depth: number): JsonValue {
    const array: JsonValue[] = [];
    this.#at++;
    for (;;) {
      this.#separators();
      if (this.#closes(']')) return array;
      array.push(this.#value(depth + 1));
      this.#between(']');
    }
  }

  /** Blanks and commas in front of a member; commas that follow none are passed over. */
  #separators(): void {
    this.#blanks();
    while (this.#text[this.#at] === ',') {
      this.#repairs.add('commas too many');
      this.#at++;
      this.#blanks();
    }
  }

  /** The comma between two members, or the lack of one. */
  #between(bracket: '}' | ']'): void {
    this.#blanks();
    const character = this.#text[this.#at];
    if (character === ',') {
      this.#at++;
      this.#blanks();
      if (this.#text[this.#at] === bracket) this.#repairs.add('commas too many');
    } else if (character !== undefined && character !== bracket && character !== '}' && character !== ']') {
      this.#repairs.add('commas missing');
    }
  }

  #closes(bracket: '}' | ']'): boolean {
    const character = this.#text[this.#at];
    if (character === bracket) {
      this.#at++;
      return true;
    }
    // A bracket of the other kind closes what is around.
    if (character !== undefined && character !== '}' && character !== ']') return false;
    this.#repairs.add('brackets missing');
    if (character === undefined && this.#text[this.#lastInk()] === ',') this.#cut = true;
    return true;
  }

  /** Where the last character stands that is no blank. */
  #lastInk(): number {
    let at = this.#text.length - 1;
    while (isBlank(this.#text[at])) at--;
    return at;
  }

  #key(): string {
    const character = this.#text[this.#at] as string;
    if (isOpeningQuote(character)) return this.#string(character, ':');
    this.#repairs.add('keys without quotes');
    const key = this.#run(isWordCharacter);
    if (key === '') throw this.#unexpected('a key');
    return key;
  }

  /** `followers`: what may stand after it. */
  #string(opening: string, followers: string): string {
    if (opening !== '"') this.#repairs.add('other quotes than "');
    this.#at++;
    let value = '';
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) {
        this.#repairs.add('the end of a string');
        this.#cut = true;
        return value;
      }
      if (character === '\\') value += this.#escape();
      else if (isQuoteEnd(opening, character)) {
        this.#at++;
        if (this.#endsString(followers)) return value;
        this.#repairs.add('quotes without a backslash');
        value += character;
      } else {
        if (character < ' ') this.#repairs.add('control characters in a string');
        value += character;
        this.#at++;
      }
    }
  }

  /** Whether the quote just passed is the string's end: what follows goes on with the JSON, not with the text. */
  #endsString(followers: string): boolean {
    let at = this.#at;
    while (isBlank(this.#text[at])) at++;
    const next = this.#text[at];
    if (next === undefined || followers.includes(next)) return true;
    if (next === '/' && '/*'.includes(this.#text[at + 1] ?? ' ')) return true;
    // A comma is missing where the next member stands on a line of its own.
    return this.#text.slice(this.#at, at).includes('\n');
  }

  #escape(): string {
    const character = this.#text[this.#at + 1];
    if (character === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (/^[0-9a-fA-F]{4}$/.test(digits)) {
        this.#at += 6;
        return String.fromCharCode(Number.parseInt(digits, 16));
      }
    }
    this.#at += 2;
    const known = character === undefined ? '' : escapes.get(character);
    if (known !== undefined) return known;
    this.#repairs.add('escapes that JSON does not know');
    return character === "'" ? character : `\\${character}`;
  }

  #number(): number {
    const start = this.#at;
    const text = this.#run((character) => isDigit(character) || '+-.eE'.includes(character));
    const value = Number(text);
    if (!/\d/.test(text) || !Number.isFinite(value)) throw this.#unexpected('a number', start);
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) this.#repairs.add('numbers in another form');
    if (this.#at === this.#text.length) this.#cut = true;
    return value;
  }

  #word(): JsonValue {
    const start = this.#at;
    const word = this.#run(isWordCharacter);
    const value = words.get(word);
    if (value === undefined) throw this.#unexpected('a value', start);
    if (word !== 'true' && word !== 'false' && word !== 'null') this.#repairs.add('words of other languages');
    return value;
  }

  #run(belongs: (character: string) => boolean): string {
    const start = this.#at;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || !belongs(character)) return this.#text.slice(start, this.#at);
      this.#at++;
    }
  }

  /** White space and comments. */
  #blanks(): void {
    for (;;) {
      while (isBlank(this.#text[this.#at])) this.#at++;
      const two = this.#text.slice(this.#at, this.#at + 2);
      if (two === '/*') this.#skipTo('*/');
      else if (two === '//') this.#skipTo('\n');
      else return;
    }
  }

  #skipTo(end: string): void {
    this.#repairs.add('comments');
    const found = this.#text.indexOf(end, this.#at);
    this.#at = found < 0 ? this.#text.length : found + end.length;
  }

  #unexpected(expected: string, at = this.#at): Unreadable {
    return new Unreadable(
      at >= this.#text.length
        ? `it ends where ${expected} was expected`
        : `${expected} was expected at character ${at}`,
    );
  }
}

const isEmptyObject = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
