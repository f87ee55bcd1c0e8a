import type { ByteSource, PartDecoder } from '@kit/core';
import { KitError } from '@kit/core';
import { sseFraming } from '@kit/wire/events';
import { describe, expect, it } from 'vitest';
import { virtualEnvironment } from '../testing/virtual-environment.ts';
import { AFTERMATH_MS, decodeSource } from './decode-source.ts';

interface Part {
  type: string;
  text?: string;
}

/** A body that the test feeds by hand. */
function handBody() {
  const queue: (string | null | Error)[] = [];
  let wake: (() => void) | undefined;
  const state = { cancelled: 0, reads: 0 };
  const source: ByteSource = {
    read(wakeReader) {
      state.reads++;
      const next = queue.shift();
      if (next === undefined) {
        wake = wakeReader;
        return undefined;
      }
      if (next instanceof Error) throw next;
      return next === null ? null : new TextEncoder().encode(next);
    },
    cancel() {
      state.cancelled++;
    },
  };
  const feed = (...items: (string | null | Error)[]) => {
    queue.push(...items);
    const reader = wake;
    wake = undefined;
    reader?.();
  };
  return { source, feed, state };
}

/** `t:<text>` is text, `boom` throws, `kit` throws a KitError, `fin` completes the answer, `[DONE]` ends it. */
function handDecoder(complete = true): PartDecoder<Part> {
  return {
    done: false,
    finished: false,
    event(data, out) {
      const self = this as { done: boolean; finished: boolean };
      const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
      if (text === 'boom') throw new TypeError('a bug');
      if (text === 'kit') throw new KitError('overloaded', 'Told.');
      if (text === '[DONE]') self.done = true;
      else if (text === 'fin') self.finished = true;
      else if (text === 'start') out.push({ type: 'start' });
      else if (text !== 'quiet') out.push({ type: 'text', text });
    },
    end(out) {
      if (!complete) return false;
      out.push({ type: 'finish' });
      return true;
    },
  };
}

function bench(
  options: {
    complete?: boolean;
    raw?: boolean;
    warnings?: { feature: string; detail: string }[];
    bytes?: boolean;
  } = {},
) {
  const body = handBody();
  const environment = virtualEnvironment();
  const source = decodeSource<Part>({
    body: body.source,
    environment,
    decoder: handDecoder(options.complete),
    framing: options.bytes ? undefined : sseFraming(),
    ...(options.raw && { raw: true }),
    ...(options.warnings && { warnings: options.warnings }),
  });
  let woken = 0;
  const read = () => {
    const batch = source.read(() => woken++);
    return batch ? batch.map((part) => part.text ?? part.type) : batch;
  };
  return { body, environment, source, read, woken: () => woken };
}

const event = (...data: string[]) => data.map((item) => `data: ${item}\n\n`).join('');

describe('decodeSource', () => {
  it('answers one batch for each network read, and wakes its reader when there is more', () => {
    const { body, read, woken } = bench();
    expect(read()).toBeUndefined();
    body.feed(event('a', 'b', 'c'));
    expect(woken()).toBe(1);
    expect(read()).toEqual(['a', 'b', 'c']);
    expect(read()).toBeUndefined();
  });

  it('reads on where a read brought no part', () => {
    const { body, read, source } = bench();
    body.feed(event('quiet'), 'data: spl', 'it\n\n');
    expect(source.started).toBe(false);
    expect(read()).toEqual(['split']);
    expect(source.started).toBe(true);
  });

  it('delivers what came before a failure, then the failure, and gives the body up', () => {
    const { body, read } = bench();
    body.feed(event('a', 'kit', 'b'));
    expect(read()).toEqual(['a']);
    expect(read).toThrow('Told.');
    expect(read).toThrow('Told.');
    expect(body.state.cancelled).toBe(1);
  });

  it('makes a bug in a decoder, an endless event and a broken connection KitErrors', () => {
    const bug = bench();
    bug.body.feed(event('boom'));
    expect(bug.read).toThrow(expect.objectContaining({ code: 'invalid-response', cause: expect.any(TypeError) }));
    const cut = bench();
    cut.body.feed(new Error('reset'));
    expect(cut.read).toThrow(expect.objectContaining({ code: 'network', message: 'reset' }));
    const endless = decodeSource<Part>({
      body: handBody().source,
      environment: virtualEnvironment(),
      decoder: handDecoder(),
      framing: sseFraming({ maxEventBytes: 10 }),
    });
    expect(endless.read(() => {})).toBeUndefined();
    const long = handBody();
    long.feed(`data: ${'x'.repeat(50)}\n\n`);
    const limited = decodeSource<Part>({
      body: long.source,
      environment: virtualEnvironment(),
      decoder: handDecoder(),
      framing: sseFraming({ maxEventBytes: 10 }),
    });
    expect(() => limited.read(() => {})).toThrow(
      expect.objectContaining({ code: 'invalid-response', message: expect.stringContaining('10 bytes') }),
    );
  });

  it('ends with the marker; whatever follows is no part of the answer', () => {
    const { body, read } = bench();
    body.feed(event('a', '[DONE]', 'b'), event('c'), null);
    expect(read()).toEqual(['a', 'finish']);
    expect(read()).toBeNull();
    expect(body.state.cancelled).toBe(0);
  });

  it('gives the connection up when its end does not come soon after the marker', async () => {
    const { body, read, environment, source } = bench();
    body.feed(event('a', '[DONE]'));
    expect(read()).toEqual(['a', 'finish']);
    source.cancel();
    expect(body.state.cancelled).toBe(0);
    await environment.advance(1_000);
    expect(body.state.cancelled).toBe(1);
  });

  it('gives it up at once when far more follows', () => {
    const { body, read } = bench();
    body.feed(event('[DONE]'), 'x'.repeat(100_000));
    expect(read()).toEqual(['finish']);
    expect(body.state.cancelled).toBe(1);
  });

  it('survives a connection that breaks after the marker', () => {
    const { body, read } = bench();
    body.feed(event('[DONE]'), new Error('reset'));
    expect(read()).toEqual(['finish']);
    expect(read()).toBeNull();
  });

  it('ends with the body where there is no marker', () => {
    const { body, read } = bench();
    body.feed(event('a', 'fin'), event('b'), null);
    expect([read(), read(), read(), read()]).toEqual([['a'], ['b'], ['finish'], null]);
  });

  it('awaits what follows the answer for a bounded time, then ends with a warning before the finish', async () => {
    const { body, read, environment, woken } = bench();
    body.feed(event('a', 'fin'));
    expect(read()).toEqual(['a']);
    expect(read()).toBeUndefined();
    await environment.advance(AFTERMATH_MS - 1);
    expect(woken()).toBe(0);
    await environment.advance(1);
    expect(woken()).toBe(1);
    expect(read()).toEqual(['warning', 'finish']);
    expect(read()).toBeNull();
    expect(body.state.cancelled).toBe(1);
  });

  it('leaves no timer behind', async () => {
    const { body, read, environment } = bench();
    body.feed(event('a', 'fin'));
    read();
    expect(environment.timers).toBe(1);
    body.feed(null);
    expect(read()).toEqual(['finish']);
    expect(environment.timers).toBe(0);
    const left = bench();
    left.body.feed(event('a', 'fin'));
    left.read();
    left.source.cancel();
    expect(left.environment.timers).toBe(0);
    expect(left.body.state.cancelled).toBe(1);
    expect(left.read()).toBeNull();
  });

  it('is an error when the body ends before the answer', () => {
    const { body, read } = bench({ complete: false });
    body.feed(event('a'), null);
    expect(read()).toEqual(['a']);
    expect(read).toThrow(
      expect.objectContaining({ code: 'invalid-response', message: 'The stream ended before its end.' }),
    );
  });

  it('tells warnings right after the start, or first', () => {
    const warnings = [{ feature: 'topK', detail: 'x' }];
    const begun = bench({ warnings });
    begun.body.feed(event('start', 'a'), event('b'));
    expect(begun.read()).toEqual(['start', 'warning', 'a']);
    expect(begun.read()).toEqual(['b']);
    const bare = bench({ warnings });
    bare.body.feed(event('a'));
    expect(bare.read()).toEqual(['warning', 'a']);
  });

  it('adds raw events where they are wanted', () => {
    const { body, read } = bench({ raw: true });
    body.feed(event('a', 'quiet'));
    expect(read()).toEqual(['raw', 'a', 'raw']);
  });

  it('hands bytes on where the wire has no events', () => {
    const { body, read } = bench({ bytes: true });
    body.feed('sound', null);
    expect([read(), read()]).toEqual([['sound'], ['finish']]);
  });

  it('takes a last event without its blank line', () => {
    const { body, read } = bench();
    body.feed('data: last', null);
    expect(read()).toEqual(['last', 'finish']);
  });
});
