import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';
import { checkOptions, type OptionChecks } from './options.ts';

const checks: OptionChecks = {
  model: 'string',
  temperature: 'number',
  attempts: 'positive',
  retries: 'count',
  strict: 'boolean',
  when: 'function',
  headers: 'object',
  keys: 'array',
  baseURL: 'url',
  anything: 'any',
  api: ['responses', 'chat'],
  even: (value) => (typeof value === 'number' && value % 2 === 0 ? undefined : 'an even number'),
};
const check = (options: unknown, required?: readonly string[]) => () =>
  checkOptions('openai()', options as object, checks, required);

describe('construction options', () => {
  it('pass when they are right or left out', () => {
    const right = {
      model: 'm',
      temperature: -1,
      attempts: 1,
      retries: 0,
      strict: false,
      when: () => {},
      headers: {},
      keys: [],
      baseURL: 'http://localhost:1',
      anything: null,
      api: 'chat',
      even: 4,
    };
    expect(check(right, ['model'])).not.toThrow();
    expect(check(undefined)).not.toThrow();
    expect(check({ model: undefined })).not.toThrow();
  });

  it.each<[object, string, string]>([
    [{ model: '' }, 'model', 'openai(): `model` must be a non-empty string. Got an empty string.'],
    [
      { temperature: Number.POSITIVE_INFINITY },
      'temperature',
      'openai(): `temperature` must be a finite number. Got the number Infinity.',
    ],
    [{ attempts: 0 }, 'attempts', 'openai(): `attempts` must be a number above 0. Got the number 0.'],
    [{ retries: -1 }, 'retries', 'openai(): `retries` must be a whole number, 0 or more. Got the number -1.'],
    [{ strict: 'yes' }, 'strict', 'openai(): `strict` must be true or false. Got a string.'],
    [{ when: {} }, 'when', 'openai(): `when` must be a function. Got an object.'],
    [{ headers: [] }, 'headers', 'openai(): `headers` must be an object. Got an empty array.'],
    [{ keys: {} }, 'keys', 'openai(): `keys` must be an array. Got an object.'],
    [{ baseURL: 'example.com' }, 'baseURL', 'openai(): `baseURL` must be an http(s) URL. Got a string.'],
    [{ api: 'rest' }, 'api', 'openai(): `api` must be one of "responses", "chat". Got a string.'],
    [{ even: 3 }, 'even', 'openai(): `even` must be an even number. Got the number 3.'],
    [{ bseURL: 'x' }, 'bseURL', 'openai(): unknown option `bseURL`. Did you mean `baseURL`?'],
    [{ toString: 1 }, 'toString', 'openai(): unknown option `toString`. Known options: model, temperature'],
  ])('%o are refused', (options, field, message) => {
    expect(check(options)).toThrow(
      expect.objectContaining({ code: 'config', field, message: expect.stringContaining(message) }),
    );
  });

  it('that are required are missed by name', () => {
    expect(check({}, ['model'])).toThrow('openai(): `model` is required: a non-empty string.');
  });

  it.each([[5], [null], [['x']]])('must be an object: %o', (options) => {
    expect(check(options)).toThrow('openai(): options must be an object.');
  });
});

describe('the nearest name', () => {
  const known = ['apiKey', 'baseURL', 'headers', 'model'];
  it.each([
    ['apikey', 'apiKey'],
    ['BASEURL', 'baseURL'],
    ['header', 'headers'],
    ['modell', 'model'],
    ['mdel', 'model'],
    ['timeout', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('to %s is %s', (name, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });

  it('is the one with the fewest edits', () => {
    expect(nearest('tagged', ['tags', 'taggers', 'tagger'])).toBe('tagger');
  });
});
