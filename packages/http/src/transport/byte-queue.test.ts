import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { ByteQueue } from './byte-queue.ts';

const nothing = () => {};
const bytes = (length: number, value = 1) => new Uint8Array(length).fill(value);

describe('a queue of bytes', () => {
  it('hands small chunks out together and large ones alone, in their order', () => {
    const queue = new ByteQueue(nothing, 1e6);
    for (const length of [10, 20, 60_000, 5, 6]) queue.push(bytes(length, length % 251));
    queue.end();
    const read: number[][] = [];
    for (let next = queue.read(nothing); next; next = queue.read(nothing)) read.push([next.length, next[0] as number]);
    expect(read).toEqual([
      [30, 10],
      [60_000, 60_000 % 251],
      [11, 5],
    ]);
    expect(queue.read(nothing)).toBeNull();
  });

  it('hands out plain bytes, whatever kind of buffer came', () => {
    const queue = new ByteQueue(nothing, 1e6);
    queue.push(Buffer.from('some words'));
    const read = queue.read(nothing);
    expect(read?.constructor).toBe(Uint8Array);
    expect(new TextDecoder().decode(read as Uint8Array)).toBe('some words');
  });

  it('uses memory again only for readers that do not keep what they read', () => {
    const read = (value: number, transient: boolean) => {
      const queue = new ByteQueue(nothing, 1e6);
      for (const length of [3, 4]) queue.push(bytes(length, value));
      return queue.read(nothing, transient) as Uint8Array;
    };
    const kept = read(1, false);
    const gone = read(2, true);
    expect([...gone]).toEqual([2, 2, 2, 2, 2, 2, 2]);
    expect([...read(3, true)]).toEqual([3, 3, 3, 3, 3, 3, 3]);
    expect(gone[0]).toBe(3);
    expect([...kept]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('tells a sender that it is full, and when it was read empty', () => {
    let drained = 0;
    const queue = new ByteQueue(() => drained++, 50_000);
    expect(queue.push(bytes(40_000))).toBe(true);
    expect(queue.push(bytes(20_000))).toBe(false);
    queue.read(nothing);
    expect(drained).toBe(0);
    queue.read(nothing);
    expect(drained).toBe(1);
  });
});
