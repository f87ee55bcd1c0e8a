import type { ErrorCode } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failureMessage } from './failure-message.ts';
import { generalCode, readFailure } from './read-failure.ts';
import { redacted, secretsOf, shownHeader, shownUrl } from './redact.ts';
import { retryAfterMs } from './retry-hints.ts';

const nowMs = Date.UTC(2026, 10, 1);
const read = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  more: Partial<Parameters<typeof readFailure>[1]> = {},
) =>
  readFailure(
    { status, headers, body },
    { errors: undefined, name: 'Acme', nowMs, secrets: [], known: { provider: 'acme' }, alternatives: true, ...more },
  );
const code = (status: number, body: unknown = {}, headers = {}) => generalCode({ status, headers, body });
const message = (text: string) => ({ error: { message: text } });

describe('the code', () => {
  it.each([
    [400, 'invalid-request'],
    [401, 'authentication'],
    [402, 'billing'],
    [403, 'permission'],
    [404, 'not-found'],
    [405, 'unsupported'],
    [408, 'timeout'],
    [409, 'invalid-request'],
    [410, 'not-found'],
    [413, 'invalid-request'],
    [415, 'invalid-request'],
    [422, 'invalid-request'],
    [424, 'server'],
    [429, 'rate-limit'],
    [499, 'aborted'],
    [500, 'server'],
    [501, 'unsupported'],
    [502, 'server'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [524, 'timeout'],
    [529, 'overloaded'],
    [418, 'invalid-request'],
    [599, 'server'],
    [302, 'invalid-response'],
  ] as [number, ErrorCode][])('of a bare %i is %s', (status, expected) => expect(code(status)).toBe(expected));

  it.each([
    [400, { error: { code: 'context_length_exceeded', message: 'x' } }, 'context-length'],
    [400, message('prompt is too long: 210000 tokens > 200000 maximum'), 'context-length'],
    [413, message('Input is too long for the context window'), 'context-length'],
    [422, { detail: 'Please reduce the length of the messages' }, 'context-length'],
    [500, message('This exceeds the maximum context length'), 'context-length'],
    [400, message('API key not valid. Please pass a valid API key.'), 'authentication'],
    [400, { error: { code: 'content_policy_violation' } }, 'content-filter'],
    [403, { error: { code: 'content_filter' } }, 'content-filter'],
    [400, message('Your credit balance is too low to access the API.'), 'billing'],
    [401, message('Insufficient balance'), 'billing'],
    [429, { error: { code: 'insufficient_quota' } }, 'quota'],
    [429, message('Insufficient funds'), 'billing'],
    [429, message('The model is overloaded'), 'overloaded'],
    [500, { error: { type: 'overloaded_error' } }, 'overloaded'],
    [400, { error: { code: 'model_not_found' } }, 'not-found'],
    [400, message('The model `x` does not exist'), 'not-found'],
    [413, message('Rate limit reached: tokens per minute'), 'rate-limit'],
    [400, { error: { code: 'unsupported_parameter' } }, 'unsupported'],
    [404, message('No such file'), 'not-found'],
  ] as [number, unknown, ErrorCode][])('of %i with %j is %s', (status, body, expected) =>
    expect(code(status, body)).toBe(expected),
  );

  it('of a used-up quota that is full again in a moment is a rate limit', () => {
    expect(code(429, message('You exceeded your current quota'))).toBe('quota');
    expect(code(429, message('You exceeded your current quota'), { 'retry-after': '30' })).toBe('rate-limit');
    expect(code(429, message('You exceeded your current quota'), { 'retry-after': '86400' })).toBe('quota');
  });

  it('of a failure inside a success is that of its number, then that of its words', () => {
    expect(code(200, { error: { code: 503 } })).toBe('overloaded');
    expect(code(200, { code: '429' })).toBe('rate-limit');
    expect(code(200, { error: { code: 400, message: 'prompt is too long' } })).toBe('context-length');
    expect(code(200, { error: 'Rate limit exceeded' })).toBe('rate-limit');
    expect(code(200, 'odd')).toBe('server');
    expect(code(200, undefined)).toBe('server');
  });
});

describe('the message', () => {
  it.each([
    [{ error: { message: 'A' } }, 'A'],
    [{ error: 'A' }, 'A'],
    [{ message: 'A' }, 'A'],
    [{ detail: 'A' }, 'A'],
    [{ detail: [{ loc: ['body', 'model', 0], msg: 'field required' }] }, 'body.model.0: field required'],
    [{ errors: [{ message: 'A' }, { message: 'B' }] }, 'A; B'],
    [[{ error: { message: 'A' } }], 'A'],
    [{ error: 'code_word', message: 'A sentence.' }, 'A sentence.'],
    [{ error: 'code_word', error_description: 'A sentence.' }, 'A sentence.'],
    [{ error: { error: { message: 'deep' } } }, 'deep'],
    [{ base_resp: { status_code: 1, status_msg: 'A' } }, 'A'],
    ['plain text ', 'plain text'],
    ['<!DOCTYPE html><html><head><TITLE lang="x"> 502\n Bad  Gateway</TITLE>', '502 Bad Gateway'],
    ['<html>nothing', 'The answer was an HTML page.'],
    [{ error: null, message: '' }, undefined],
    [{}, undefined],
    [7, undefined],
    ['', undefined],
  ])('of %j is %j', (body, expected) => expect(failureMessage(body)).toBe(expected));

  it('is cut at 500 characters', () => expect(failureMessage('x'.repeat(600))).toHaveLength(500));

  it('ends its search in a body without a bottom', () => {
    let body: unknown = 'deep';
    for (let depth = 0; depth < 50; depth++) body = { error: body };
    expect(failureMessage(body)).toBeUndefined();
  });
});

describe('the time to wait', () => {
  it.each([
    [{ 'retry-after': '2' }, {}, 2_000],
    [{ 'retry-after': '1.5' }, {}, 1_500],
    [{ 'retry-after': 'Sun, 01 Nov 2026 00:00:30 GMT' }, {}, 30_000],
    [{ 'retry-after': 'Sat, 31 Oct 2026 00:00:00 GMT' }, {}, 0],
    [{ 'retry-after': '7', 'retry-after-ms': '120' }, {}, 120],
    [{ 'retry-after': 'soon' }, {}, undefined],
    [
      {},
      {
        error: {
          details: [{ '@type': 'x' }, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }],
        },
      },
      34_070,
    ],
    [{}, [{ error: { details: [{ retryDelay: '3s' }] } }], 3_000],
    [{}, { error: { retry_after: 4 } }, 4_000],
    [{}, { retry_after_ms: 250 }, 250],
    [{}, message('Rate limit reached. Please try again in 6m0s.'), 360_000],
    [{}, message('Please try again in 17ms.'), 17],
    [{}, message('Please try again later.'), undefined],
  ])('of %j and %j is %j', (headers, body, expected) =>
    expect(retryAfterMs({ headers: headers as Record<string, string>, body }, nowMs)).toBe(expected),
  );
});

describe('the error', () => {
  it('carries status, vendor body and what was known', () => {
    const error = read(429, message('Slow down.'), { 'retry-after': '3' });
    expect(error).toMatchObject({
      code: 'rate-limit',
      message: 'Acme: Slow down.',
      status: 429,
      retryAfterMs: 3_000,
      provider: 'acme',
      retry: 'same',
    });
    expect(error.vendor).toEqual(message('Slow down.'));
  });

  it('obeys x-should-retry: never always, yes where nothing else was said', () => {
    expect(read(429, {}, { 'x-should-retry': 'false' }).retry).toBe('never');
    expect(read(400, {}, { 'x-should-retry': 'true' }).retry).toBe('same');
    expect(read(409, {}).retry).toBe('same');
    const table = () => ({ code: 'quota', retry: 'other-provider' }) as const;
    expect(read(429, {}, { 'x-should-retry': 'true' }, { errors: table }).retry).toBe('other-provider');
    expect(read(429, {}, { 'x-should-retry': 'false' }, { errors: table }).retry).toBe('never');
  });

  it('keeps a secret that the vendor quotes to itself, in message and body, whatever the table says', () => {
    const secret = 'sk-se"cret-0123';
    const error = read(
      401,
      { error: { message: `Bad key ${secret}!`, key: secret } },
      {},
      { secrets: [secret], errors: () => ({ code: 'authentication', message: `No: ${secret}` }) },
    );
    expect(error.message).toBe('Acme: No: ***');
    expect(error.vendor).toEqual({ error: { message: 'Bad key ***!', key: '***' } });
  });
});

describe('redaction', () => {
  it("finds the secrets of a request: by their headers' and fields' names, and what auth added", () => {
    const secrets = secretsOf(
      {
        url: 'https://x/?key=query-secret&page=12345678',
        headers: {
          authorization: 'Bearer tok-12345678',
          'x-plain': 'visible-value',
          'x-added': 'added-secret',
          'idempotency-key': 'not-a-secret',
        },
      },
      new Set(['x-added']),
    );
    expect(secrets).toEqual(expect.arrayContaining(['tok-12345678', 'added-secret', 'query-secret']));
    expect(secrets).not.toContain('visible-value');
    expect(secrets).not.toContain('not-a-secret');
  });

  it('knows the password inside of Basic', () => {
    expect(
      secretsOf({ url: 'https://x/', headers: { authorization: `Basic ${btoa('user:long-password')}` } }),
    ).toContain('long-password');
    expect(() => secretsOf({ url: 'https://x/', headers: { authorization: 'Basic %%%%%%%%%%' } })).not.toThrow();
  });

  it('leaves short values alone: they are words', () => {
    expect(secretsOf({ url: 'https://x/', headers: { 'x-api-key': 'test' } })).toEqual([]);
  });

  it('replaces them anywhere in text and in JSON, and answers everything else as it is', () => {
    const body = { a: ['has abcdefgh'] };
    expect(redacted(body, ['abcdefgh'])).toEqual({ a: ['has ***'] });
    expect(redacted('abcdefgh abcdefgh', ['abcdefgh'])).toBe('*** ***');
    expect(redacted(body, ['other-secret'])).toBe(body);
    expect(redacted(undefined, ['x'])).toBeUndefined();
  });

  it('shows headers with their scheme and URLs without their secrets', () => {
    expect(shownHeader('Bearer abc')).toBe('Bearer ***');
    expect(shownHeader('abc def')).toBe('abc ***');
    expect(shownHeader('abc')).toBe('***');
    expect(shownUrl('https://user:pass@x.example/a?key=1&page=2&n', new Set(['page']))).toBe(
      'https://x.example/a?key=***&page=***&n',
    );
    expect(shownUrl('https://x.example/%zz?a%zz=1')).toBe('https://x.example/%zz?a%zz=1');
  });
});
