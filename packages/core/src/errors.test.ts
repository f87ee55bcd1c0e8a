import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { errorCodes, isKitError, KitError, toKitError, withPartial } from './errors.ts';
import type { Attempt } from './model/result.ts';

const attempt: Attempt = {
  provider: 'openai',
  model: 'm',
  operation: 'chat',
  startedAt: 1,
  timings: { totalMs: 12 },
  outcome: 'failed',
  status: 429,
  error: new KitError('rate-limit', 'Too fast.', { vendor: { prompt: 'canary-inner' } }),
};

describe('a KitError', () => {
  it('says by its code what may help and what a gateway should answer', () => {
    expect(new KitError('rate-limit', 'x')).toMatchObject({ retry: 'same', retryable: true, httpStatus: 429 });
    expect(new KitError('authentication', 'x')).toMatchObject({ retry: 'other-key', retryable: true, httpStatus: 401 });
    expect(new KitError('not-found', 'x')).toMatchObject({
      retry: 'other-provider',
      retryable: false,
      httpStatus: 404,
    });
    expect(new KitError('aborted', 'x')).toMatchObject({ retry: 'never', retryable: false, httpStatus: 499 });
  });

  it('has an answer for every code', () => {
    for (const code of errorCodes) {
      const { retry, httpStatus } = new KitError(code, 'x');
      expect(['never', 'same', 'other-key', 'other-provider'], code).toContain(retry);
      expect(httpStatus, code).toBeGreaterThanOrEqual(400);
    }
  });

  it('lets what was observed win over what the code says', () => {
    expect(new KitError('server', 'x', { retry: 'never', httpStatus: 418 })).toMatchObject({
      retryable: false,
      httpStatus: 418,
    });
  });

  it('is an Error called KitError, also at the head of its stack', () => {
    const error = new KitError('server', 'It broke.');
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('KitError');
    expect(error.stack).toMatch(/^KitError: It broke\.\n.*errors\.test/s);
    expect(String(error)).toBe('KitError: It broke.');
  });

  it('has no attempts, no partial and no cause unless they are given', () => {
    const error = new KitError('server', 'x');
    expect(error.attempts).toEqual([]);
    expect(error.partial).toBeUndefined();
    expect('cause' in error).toBe(false);
  });

  it('shows neither the answer so far, nor the vendor body, nor attempts when it is printed', () => {
    const error = new KitError('server', 'x', {
      partial: { text: 'canary-partial' },
      vendor: { echo: 'canary-vendor' },
      attempts: [attempt],
    });
    for (const printed of [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error),
      JSON.stringify({ ...error }),
    ]) {
      expect(printed).not.toContain('canary');
    }
    expect(error.partial).toEqual({ text: 'canary-partial' });
    expect(error.vendor).toEqual({ echo: 'canary-vendor' });
  });

  it('serialises to what is safe to log, attempts reduced to what happened', () => {
    const json = JSON.parse(
      JSON.stringify(
        new KitError('rate-limit', 'Too fast.', {
          provider: 'openai',
          status: 429,
          retryAfterMs: 5,
          attempts: [attempt],
          cause: new Error('canary'),
        }),
      ),
    );
    expect(json).toEqual({
      name: 'KitError',
      code: 'rate-limit',
      message: 'Too fast.',
      provider: 'openai',
      status: 429,
      retry: 'same',
      retryAfterMs: 5,
      httpStatus: 429,
      attempts: [{ provider: 'openai', model: 'm', outcome: 'failed', status: 429, totalMs: 12, code: 'rate-limit' }],
    });
  });
});

describe('with()', () => {
  it('adds what is not known yet and leaves what is', () => {
    const first = new KitError('server', 'x', { provider: 'a', retry: 'never', cause: 1 });
    const more = first.with({
      provider: 'b',
      model: 'm',
      status: 500,
      attempts: [attempt],
      partial: 1,
      vendor: 'v',
      phase: 'idle',
      field: 'f',
      requestId: 'r',
      credential: 'c',
      retryAfterMs: 3,
      operation: 'chat',
      cause: 2,
    });
    expect(more).toMatchObject({
      code: 'server',
      provider: 'a',
      model: 'm',
      status: 500,
      retry: 'never',
      cause: 1,
      partial: 1,
      vendor: 'v',
      phase: 'idle',
      field: 'f',
      requestId: 'r',
      credential: 'c',
      retryAfterMs: 3,
      operation: 'chat',
    });
    expect(more.attempts).toEqual([attempt]);
    expect(first.model).toBeUndefined();
  });

  it('keeps pointing to where it went wrong', () => {
    const first = new KitError('server', 'x');
    expect(first.with({ model: 'm' }).stack).toBe(first.stack);
  });
});

it('withPartial replaces the account of what had arrived and nothing else', () => {
  const error = new KitError('server', 'x', {
    partial: 'below',
    status: 500,
    vendor: 'v',
    attempts: [attempt],
    cause: 'c',
  });
  const copy = withPartial(error, 'above');
  expect(copy.partial).toBe('above');
  expect(copy).toMatchObject({ code: 'server', message: 'x', status: 500, vendor: 'v', cause: 'c', httpStatus: 502 });
  expect(copy.attempts).toEqual([attempt]);
});

describe('isKitError', () => {
  it('knows errors of another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), { name: 'KitError', code: 'server' });
    expect(isKitError(foreign)).toBe(true);
    expect(isKitError(foreign, 'server', 'network')).toBe(true);
    expect(isKitError(foreign, 'network')).toBe(false);
  });

  it.each([[new Error('x')], [{ name: 'KitError', code: 'server' }], [null], ['KitError']])('refuses %s', (thrown) => {
    expect(isKitError(thrown)).toBe(false);
  });
});

describe('toKitError', () => {
  it('leaves a KitError as it is', () => {
    const error = new KitError('billing', 'x');
    expect(toKitError(error, 'network')).toBe(error);
  });

  it('makes an abort of an AbortError', () => {
    const cause = new DOMException('x', 'AbortError');
    expect(toKitError(cause, 'network')).toMatchObject({ code: 'aborted', cause });
  });

  it('keeps message and cause of other errors', () => {
    const cause = new TypeError('fetch failed');
    expect(toKitError(cause, 'network', { provider: 'p' })).toMatchObject({
      code: 'network',
      message: 'fetch failed',
      cause,
      provider: 'p',
    });
    expect(toKitError(new RangeError()).message).toBe('RangeError');
  });

  it('copes with everything that can be thrown', () => {
    expect(toKitError('a string').message).toBe('a string');
    for (const thrown of [undefined, null, 7, Symbol('x'), Object.create(null), () => {}, { secret: 'canary' }]) {
      const error = toKitError(thrown);
      expect(error.code).toBe('server');
      expect(error.message).toContain('no error was thrown');
      expect(error.message).not.toContain('canary');
    }
  });
});
