// The keywords of JSON Schema that judge one value by itself.

import { isRecord } from '../json.ts';

/** The complaint about a value, or undefined where it passes (also where the keyword is not about its type). */
export type Assertion = (value: unknown, expected: unknown) => string | undefined;

/**
 * `pattern` and `format` are not here: a regular expression from a stranger may take exponential time, and `format` is
 * an annotation by the standard.
 */
export const assertions: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ['type', checkType],
  ['enum', checkEnum],
  ['const', (value, expected) => (sameJson(value, expected) ? undefined : `must be ${written(expected)}`)],
  ['minimum', numbers((value, bound) => (value >= bound ? undefined : `must be at least ${bound}`))],
  ['maximum', numbers((value, bound) => (value <= bound ? undefined : `must be at most ${bound}`))],
  ['exclusiveMinimum', numbers((value, bound) => (value > bound ? undefined : `must be more than ${bound}`))],
  ['exclusiveMaximum', numbers((value, bound) => (value < bound ? undefined : `must be less than ${bound}`))],
  ['multipleOf', numbers(checkMultiple)],
  [
    'minLength',
    sizes(textLength, (size, bound) => (size >= bound ? undefined : `must have at least ${bound} characters`)),
  ],
  [
    'maxLength',
    sizes(textLength, (size, bound) => (size <= bound ? undefined : `must have at most ${bound} characters`)),
  ],
  ['minItems', sizes(itemCount, (size, bound) => (size >= bound ? undefined : `must have at least ${bound} items`))],
  ['maxItems', sizes(itemCount, (size, bound) => (size <= bound ? undefined : `must have at most ${bound} items`))],
  ['uniqueItems', checkUnique],
  [
    'minProperties',
    sizes(keyCount, (size, bound) => (size >= bound ? undefined : `must have at least ${bound} properties`)),
  ],
  [
    'maxProperties',
    sizes(keyCount, (size, bound) => (size <= bound ? undefined : `must have at most ${bound} properties`)),
  ],
]);

/** The name of a JSON value's type, as messages use it. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function sameJson(left: unknown, right: unknown): boolean {
  return left === right || canonical(left, 0) === canonical(right, 0);
}

function checkType(value: unknown, expected: unknown): string | undefined {
  const types: unknown[] = Array.isArray(expected) ? expected : [expected];
  return types.some((type) => hasType(value, type))
    ? undefined
    : `must be ${types.map((type) => (typeof type === 'string' ? type : written(type))).join(' or ')}, is ${typeName(value)}`;
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeName(value) === type;
}

function checkEnum(value: unknown, expected: unknown): string | undefined {
  if (!Array.isArray(expected) || expected.some((allowed) => sameJson(value, allowed))) return undefined;
  return `must be one of ${expected.slice(0, 20).map(written).join(', ')}`;
}

function checkMultiple(value: number, divisor: number): string | undefined {
  if (!(divisor > 0)) return undefined;
  // 0.3 is a multiple of 0.1, though not in binary fractions.
  const quotient = value / divisor;
  const isMultiple = Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * 1e-12;
  return isMultiple ? undefined : `must be a multiple of ${divisor}`;
}

function checkUnique(value: unknown, expected: unknown): string | undefined {
  if (expected !== true || !Array.isArray(value)) return undefined;
  const different = new Set(value.map((item) => canonical(item, 0)));
  return different.size === value.length ? undefined : 'must not have two equal items';
}

function numbers(check: (value: number, bound: number) => string | undefined): Assertion {
  return (value, bound) => (typeof value === 'number' && typeof bound === 'number' ? check(value, bound) : undefined);
}

function sizes(
  sizeOf: (value: unknown) => number | undefined,
  check: (size: number, bound: number) => string | undefined,
): Assertion {
  return (value, bound) => {
    const size = typeof bound === 'number' ? sizeOf(value) : undefined;
    return size === undefined ? undefined : check(size, bound as number);
  };
}

/** Length in characters, as the standard counts it: a surrogate pair is one. */
function textLength(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  let length = 0;
  for (const _character of value) length++;
  return length;
}

function itemCount(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function keyCount(value: unknown): number | undefined {
  return isRecord(value) ? Object.keys(value).length : undefined;
}

/** One text for all spellings of a value. Below 200 levels values count as equal, so that no depth can overflow. */
function canonical(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (depth > 200) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(record[key], depth + 1)}`).join(',')}}`;
}

function written(value: unknown): string {
  const text = canonical(value, 0);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
