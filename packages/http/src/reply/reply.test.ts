import { type ByteSource, createContext } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { virtualEnvironment } from '../../testing/virtual-environment.ts';
import { HttpReply } from './http-reply.ts';
import { readBody } from './read-body.ts';

/** Chunks that arrive one by one when the test says so. */
function body(...chunks: string[]) {
  let wake = () => {};
  const waiting = [...chunks];
  const state = { cancelled: false, ended: false };
  const ready: Uint8Array[] = [];
  const source: ByteSource = {
    read(wakeReader) {
      const chunk = ready.shift();
      if (chunk) return chunk;
      if (state.ended) return null;
      wake = wakeReader;
      return undefined;
    },
    cancel: () => {
      state.cancelled = true;
    },
  };
  const next = () => {
    const chunk = waiting.shift();
    if (chunk === undefined) state.ended = true;
    else ready.push(new TextEncoder().encode(chunk));
    wake();
  };
  return { source, next, state };
}

describe('readBody', () => {
  const bench = (idle: number | false = 1_000) => {
    const environment = virtualEnvironment();
    return { environment, context: createContext({ deadlines: { idle } }, environment) };
  };

  it('joins all chunks', async () => {
    const { context } = bench();
    const { source, next } = body('one ', 'two');
    const read = readBody(source, { context, maxBytes: 100 });
    next();
    next();
    next();
    expect(new TextDecoder().decode(await read)).toBe('one two');
  });

  it('fails beyond its limit, or cuts there', async () => {
    const { context } = bench(false);
    for (const beyond of ['fail', 'cut'] as const) {
      const { source, next, state } = body('12345', '67890');
      const read = Promise.resolve(readBody(source, { context, maxBytes: 7, beyond }));
      read.catch(() => {});
      next();
      next();
      if (beyond === 'fail')
        expect(await failed(read)).toMatchObject({
          code: 'invalid-response',
          message: 'The response is larger than the limit of 7 bytes.',
        });
      else expect(new TextDecoder().decode(await read)).toBe('1234567');
      expect(state.cancelled).toBe(true);
    }
  });

  it('fails when nothing arrives for the idle deadline; chunks that do arrive extend it', async () => {
    const { context, environment } = bench();
    const { source, next, state } = body('1', '2', '3');
    const read = failed(() => readBody(source, { context, maxBytes: 100 }));
    for (let chunk = 0; chunk < 3; chunk++) {
      await environment.advance(900);
      next();
    }
    expect(environment.timers).toBe(1);
    await environment.advance(999);
    expect(state.cancelled).toBe(false);
    await environment.advance(1);
    expect(await read).toMatchObject({ code: 'timeout', phase: 'body' });
    expect(state.cancelled).toBe(true);
    expect(environment.timers).toBe(0);
  });

  it('tells what broke the connection', async () => {
    const { context } = bench();
    const source: ByteSource = {
      read() {
        throw new Error('reset');
      },
      cancel() {},
    };
    expect(() => readBody(source, { context, maxBytes: 1 })).toThrow('reset');
  });

  it('answers at once when everything has arrived', () => {
    const { context, environment } = bench();
    const left = ['one ', 'two'].map((text) => new TextEncoder().encode(text));
    const source: ByteSource = { read: () => left.shift() ?? null, cancel() {} };
    const bytes = readBody(source, { context, maxBytes: 100 });
    expect(bytes).toEqual(new TextEncoder().encode('one two'));
    expect(environment.timers).toBe(0);
  });
});

describe('a reply', () => {
  const reply = (text: string, headers = {}) =>
    new HttpReply(
      { status: 200, headers, bytes: new TextEncoder().encode(text) },
      { headersMs: 1, totalMs: 2, credential: undefined },
    );

  it('is text, and JSON where it is some', () => {
    expect(reply('{"a":1}').json()).toEqual({ a: 1 });
    expect(reply('\ufeff{"a":1}').json()).toEqual({ a: 1 });
    expect(reply('{"a":1}').body()).toEqual({ a: 1 });
    expect(reply('words').body()).toBe('words');
    expect(reply('words').text()).toBe('words');
  });

  it('parses once', () => {
    const one = reply('{"a":1}');
    expect(one.json()).toBe(one.body());
    expect(one.body()).toBe(one.json());
  });

  it('that is no JSON says what it is instead of showing it', async () => {
    expect(await failed(() => reply('<html>secret', { 'content-type': 'text/html' }).json())).toMatchObject({
      code: 'invalid-response',
      message: 'The reply is no JSON (text/html, 12 bytes).',
    });
    expect(await failed(() => reply('').json())).toMatchObject({
      message: 'The reply is no JSON (no content type, 0 bytes).',
    });
  });
});
