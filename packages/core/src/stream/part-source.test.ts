import { describe, expect, it, vi } from 'vitest';
import { deferred } from '../../testing/scripted.ts';
import { settle } from '../../testing/virtual-environment.ts';
import { type PartSource, sourceFromIterable, sourceFromParts } from './part-source.ts';

/** The next batch, waited for. */
async function next<Part>(source: PartSource<Part>): Promise<readonly Part[] | null> {
  for (;;) {
    const { promise, resolve } = deferred<void>();
    const batch = source.read(resolve);
    if (batch !== undefined) return batch;
    await promise;
  }
}

describe('a source over an async iterable', () => {
  it('gives its parts one by one, and its end again and again', async () => {
    async function* parts() {
      yield 1;
      yield 2;
    }
    const source = sourceFromIterable(parts());
    expect([await next(source), await next(source), await next(source), await next(source)]).toEqual([
      [1],
      [2],
      null,
      null,
    ]);
  });

  it('asks for nothing before it is read', async () => {
    const pulled = vi.fn();
    async function* parts() {
      pulled();
      yield 1;
      pulled();
      yield 2;
    }
    const source = sourceFromIterable(parts());
    await settle();
    expect(pulled).not.toHaveBeenCalled();
    await next(source);
    await settle();
    expect(pulled).toHaveBeenCalledOnce();
  });

  it('throws what it throws, after the parts before it', async () => {
    const error = new Error('x');
    async function* parts() {
      yield 1;
      throw error;
    }
    const source = sourceFromIterable(parts());
    expect(await next(source)).toEqual([1]);
    await expect(next(source)).rejects.toBe(error);
    await expect(next(source)).rejects.toBe(error);
  });

  it('waits for an iterable that is still to come', async () => {
    const source = sourceFromIterable(
      Promise.resolve(
        (async function* () {
          yield 1;
        })(),
      ),
    );
    expect([await next(source), await next(source)]).toEqual([[1], null]);
    await expect(next(sourceFromIterable(Promise.reject(new Error('never'))))).rejects.toThrow('never');
  });

  it('says so when it is none', async () => {
    for (const wrong of [undefined, [1], {}]) {
      await expect(next(sourceFromIterable(wrong as unknown as AsyncIterable<number>))).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('async iterable'),
      });
    }
  });

  it('ends the generator when it is cancelled, in its finally too', async () => {
    const cleaned = vi.fn();
    async function* parts() {
      try {
        yield 1;
        yield 2;
      } finally {
        cleaned();
      }
    }
    const source = sourceFromIterable(parts());
    await next(source);
    source.cancel();
    source.cancel();
    await settle();
    expect(cleaned).toHaveBeenCalledOnce();
    expect(await next(source)).toBeNull();
  });

  it('brings nothing more after a cancel, whatever was under way', async () => {
    const { promise, resolve } = deferred<number>();
    const ended = vi.fn();
    async function* parts() {
      try {
        yield await promise;
      } finally {
        ended();
      }
    }
    const source = sourceFromIterable(parts());
    const wake = vi.fn();
    source.read(wake);
    await settle();
    source.cancel();
    resolve(1);
    await settle();
    expect(wake).not.toHaveBeenCalled();
    expect(source.read(wake)).toBeNull();
    expect(ended).toHaveBeenCalledOnce();
  });

  it('ends an iterable that comes after the cancel, and forgives iterators that do not end well', async () => {
    const { promise, resolve } = deferred<AsyncIterable<number>>();
    const source = sourceFromIterable(promise);
    source.read(() => {});
    source.cancel();
    const returned = vi.fn(() => Promise.reject(new Error('in return')));
    resolve({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: returned }) });
    await settle();
    expect(returned).toHaveBeenCalled();
    expect(source.read(() => {})).toBeNull();
  });

  it('forgives iterators that throw when they are ended', async () => {
    const end = () => {
      throw new Error('in return');
    };
    const source = sourceFromIterable({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<unknown>>(() => {}), return: end }),
    });
    source.read(() => {});
    await settle();
    expect(() => source.cancel()).not.toThrow();
    expect(source.read(() => {})).toBeNull();
  });
});

describe('a source over parts that are there', () => {
  it('gives them at once', () => {
    const source = sourceFromParts([1, 2]);
    expect([source.read(() => {}), source.read(() => {}), sourceFromParts([]).read(() => {})]).toEqual([
      [1, 2],
      null,
      null,
    ]);
  });

  it('gives nothing once it is cancelled', () => {
    const source = sourceFromParts([1]);
    source.cancel();
    expect(source.read(() => {})).toBeNull();
  });
});
