import { expect, it } from 'vitest';
import { cases, selects } from './cases.ts';
import { readOptions } from './options.ts';

it('selects cases by segments of their ids', () => {
  expect(selects('stream-text', 'stream-text/openai')).toBe(true);
  expect(selects('small', 'small-64/openai')).toBe(false);
  expect(selects('stream-differs/mixed', 'stream-differs/gemini/mixed')).toBe(true);
  expect(selects('mixed/gemini', 'stream-differs/gemini/mixed')).toBe(false);
});

it('names every case once', () => {
  const ids = cases.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('writes the results of whole runs only, unless it is told to', () => {
  expect(readOptions([]).write).toBe(true);
  expect(readOptions(['--only', 'live']).write).toBe(false);
  expect(readOptions(['--contestants', 'kit,floor']).write).toBe(false);
  expect(readOptions(['--rounds', '3']).write).toBe(false);
  expect(readOptions(['--only', 'live', '--write']).write).toBe(true);
});

it('takes lists with commas, and options behind a lone --', () => {
  expect(readOptions(['--', '--only', 'live,small', '--only', 'slow']).only).toEqual(['live', 'small', 'slow']);
});

it('refuses what it does not know', () => {
  expect(() => readOptions(['--contestants', 'kti'])).toThrow('no contestant is called kti');
  expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds');
  expect(() => readOptions(['--onyl', 'live'])).toThrow();
});
