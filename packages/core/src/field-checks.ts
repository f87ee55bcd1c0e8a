// Checks of single values. Each answers what was expected, or nothing when the value is right.

export type FieldCheck = (value: unknown) => string | undefined;

export const string: FieldCheck = (value) => (typeof value === 'string' ? undefined : 'a string');

export const filled: FieldCheck = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a non-empty string';

export const boolean: FieldCheck = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

export const number: FieldCheck = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : 'a finite number';

export const count: FieldCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : 'a whole number, 0 or more';

export const countFromOne: FieldCheck = (value) =>
  Number.isInteger(value) && (value as number) > 0 ? undefined : 'a whole number, 1 or more';

export const record: FieldCheck = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object';

/** An object some of whose fields are known; others are the vendor's business. */
export const recordWith =
  (fields: Readonly<Record<string, FieldCheck>>): FieldCheck =>
  (value) => {
    if (record(value)) return record(value);
    for (const name in fields) {
      const given = (value as Readonly<Record<string, unknown>>)[name];
      const expected = given === undefined ? undefined : fields[name]?.(given);
      if (expected) return `.${name}: ${expected}`;
    }
    return undefined;
  };

/** Fields by the vendor that has them. */
export const vendors: FieldCheck = (value) => {
  if (record(value)) return record(value);
  const wrong = Object.entries(value as object).find(([, fields]) => fields !== undefined && record(fields));
  return wrong && `.${wrong[0]}: an object of that vendor's fields`;
};

export const list: FieldCheck = (value) => (Array.isArray(value) ? undefined : 'an array');

export const filledList: FieldCheck = (value) =>
  Array.isArray(value) && value.length > 0 ? undefined : 'a non-empty array';

const isStrings = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string');

export const strings: FieldCheck = (value) =>
  typeof value === 'string' || isStrings(value) ? undefined : 'a string or an array of strings';

export const anything: FieldCheck = () => undefined;

export const oneOf =
  (...words: readonly string[]): FieldCheck =>
  (value) =>
    words.includes(value as string) ? undefined : `one of ${words.map((word) => `"${word}"`).join(', ')}`;
