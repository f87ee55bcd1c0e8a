// Characters and words of JSON, and of what is written in its place.
import type { JsonValue } from '@kit/core';

export const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** What stands for a value: JSON's own words, Python's and JavaScript's. */
export const words: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
  ['null', null],
  ['None', null],
  ['NULL', null],
  ['undefined', null],
]);

const closing: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['”', '”'],
  ['‘', '’'],
  ['’', '’'],
]);

export const isOpeningQuote = (character: string): boolean => closing.has(character);

/** Whether the character ends a string that `opening` began; typographic quotes are ended by straight ones, too. */
export function isQuoteEnd(opening: string, character: string): boolean {
  if (character === closing.get(opening)) return true;
  return opening === '“' && character === '"';
}

export const isDigit = (character: string): boolean => character >= '0' && character <= '9';

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t' || character === '\u00a0';
}

export function isWordCharacter(character: string): boolean {
  return isDigit(character) || /[\p{L}_$-]/u.test(character);
}
