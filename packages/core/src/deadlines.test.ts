import { expect, it } from 'vitest';
import { deadlineMs, mergeDeadlines, timeoutError } from './deadlines.ts';

it('has stated defaults, which can be set and switched off one by one', () => {
  expect(deadlineMs(undefined, 'connect')).toBe(10_000);
  expect(deadlineMs({}, 'headers')).toBe(600_000);
  expect(deadlineMs({ firstPart: 5 }, 'firstPart')).toBe(5);
  expect(deadlineMs({ idle: 0 }, 'idle')).toBe(0);
  expect(deadlineMs({ idle: false }, 'idle')).toBeUndefined();
  expect(deadlineMs({ idle: undefined }, 'idle')).toBe(120_000);
  expect(deadlineMs({}, 'queue')).toBeUndefined();
  expect(deadlineMs({}, 'total')).toBeUndefined();
});

it('merges: what is set above wins', () => {
  const under = { idle: 1, total: 2 };
  expect(mergeDeadlines(under, { idle: 3, total: undefined, queue: false })).toEqual({
    idle: 3,
    total: 2,
    queue: false,
  });
  expect(mergeDeadlines(undefined, under)).toBe(under);
  expect(mergeDeadlines(under, undefined)).toBe(under);
  expect(under).toEqual({ idle: 1, total: 2 });
});

it('says what was waited for', () => {
  expect(timeoutError('headers', 50, { provider: 'p' })).toMatchObject({
    code: 'timeout',
    phase: 'headers',
    provider: 'p',
    message: "No answer in time: waited 50 ms for the response's headers.",
  });
});
