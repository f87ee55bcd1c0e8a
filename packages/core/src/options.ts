// Checks construction options: a wrong or unknown one is a `config` error that names it and what was expected.
import { describe } from './describe.ts';
import { KitError } from './errors.ts';
import { nearest } from './nearest.ts';

/** A kind of value by name, a list of allowed words, or a function that answers what it expected (or nothing). */
export type OptionCheck =
  | 'string'
  | 'number'
  | 'positive'
  | 'count'
  | 'boolean'
  | 'function'
  | 'object'
  | 'array'
  | 'url'
  | 'any'
  | readonly string[]
  | ((value: unknown) => string | undefined);

export type OptionChecks = Readonly<Record<string, OptionCheck>>;

/**
 * Checks `options` against `checks`. `undefined` values are ignored.
 * @throws KitError `config` with `field`.
 */
export function checkOptions(
  owner: string,
  options: object | undefined,
  checks: OptionChecks,
  required: readonly string[] = [],
): void {
  if (options !== undefined && (typeof options !== 'object' || options === null || Array.isArray(options))) {
    throw new KitError('config', `${owner}: options must be an object. Got ${describe(options)}.`);
  }
  const given = (options ?? {}) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (!Object.hasOwn(checks, name)) {
      const guess = nearest(name, Object.keys(checks));
      throw new KitError(
        'config',
        `${owner}: unknown option \`${name}\`.${guess ? ` Did you mean \`${guess}\`?` : ` Known options: ${Object.keys(checks).join(', ')}.`}`,
        { field: name },
      );
    }
    if (value === undefined) continue;
    const expected = expectation(checks[name] as OptionCheck, value);
    if (expected)
      throw new KitError('config', `${owner}: \`${name}\` must be ${expected}. Got ${describe(value)}.`, {
        field: name,
      });
  }
  for (const name of required) {
    if (given[name] !== undefined) continue;
    throw new KitError(
      'config',
      `${owner}: \`${name}\` is required: ${expectation(checks[name] as OptionCheck, undefined) ?? 'a value'}.`,
      { field: name },
    );
  }
}

function expectation(check: OptionCheck, value: unknown): string | undefined {
  if (typeof check === 'function') return check(value);
  if (typeof check === 'object')
    return typeof value === 'string' && check.includes(value)
      ? undefined
      : `one of ${check.map((word) => `"${word}"`).join(', ')}`;
  switch (check) {
    case 'string':
      return typeof value === 'string' && value !== '' ? undefined : 'a non-empty string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'a finite number';
    case 'positive':
      return typeof value === 'number' && Number.isFinite(value) && value > 0 ? undefined : 'a number above 0';
    case 'count':
      return Number.isInteger(value) && (value as number) >= 0 ? undefined : 'a whole number, 0 or more';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'function':
      return typeof value === 'function' ? undefined : 'a function';
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object';
    case 'array':
      return Array.isArray(value) ? undefined : 'an array';
    case 'url':
      return typeof value === 'string' && /^https?:\/\/[^\s/]/i.test(value) ? undefined : 'an http(s) URL';
    case 'any':
      return undefined;
  }
}
