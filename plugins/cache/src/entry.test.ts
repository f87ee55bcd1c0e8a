import { chatResponse, defineProvider, pipeline, user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { cache } from './cache.ts';
import { semanticCache } from './semantic/index.ts';

const messages = [user('Hi')];

/** A vendor that says something odd of its answers. */
function saying(vendor: unknown) {
  const environment = virtualEnvironment();
  let calls = 0;
  const choices = [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }] as const;
  const meta = { provider: 'odd', timings: {}, attempts: [], vendor: vendor as never };
  const provider = defineProvider({
    id: 'odd',
    operations: {
      chat: async () => {
        calls++;
        return chatResponse({ choices, meta });
      },
      async *stream() {
        calls++;
        yield { type: 'text' as const, text: 'Hello' };
        yield { type: 'finish' as const, finishReason: 'stop' as const, meta };
      },
      embed: async () => {
        calls++;
        return { embeddings: [[1, 2]], meta };
      },
    },
  });
  return { provider, environment, calls: () => calls };
}

function cycle() {
  const circle: Record<string, unknown> = {};
  circle.again = circle;
  return circle;
}

const unkeepable: readonly (readonly [string, unknown])[] = [
  ['a bigint', { total: 10n }],
  ['a cycle', cycle()],
  ['a date', { at: new Date(0) }],
  ['a map', { scores: new Map([['a', 1]]) }],
  ['a function', { more: () => 1 }],
  ['a number that JSON has not', { score: Number.NaN }],
  ['another, among numbers', { scores: [1, Number.POSITIVE_INFINITY] }],
  ['numbers in bytes', { vector: new Float32Array([1, 2]) }],
  ['something that refuses to be written', { toJSON: () => 'other' }],
];

describe('an answer that cannot be written down as it is', () => {
  it.each(unkeepable)('reaches the caller and is not kept: %s', async (_what, vendor) => {
    const { provider, environment, calls } = saying(vendor);
    const ai = pipeline(provider, { environment }).use(cache());
    for (let call = 1; call <= 2; call++) {
      expect((await ai.chat({ messages })).meta.vendor).toEqual(vendor);
      expect(calls()).toBe(call);
    }
    const errors: unknown[] = [];
    ai.on('observer-error', ({ error }) => errors.push(error));
    for (let call = 3; call <= 4; call++) {
      expect((await ai.stream({ messages }).response).text).toBe('Hello');
      expect(calls()).toBe(call);
    }
    expect(errors).toEqual([]);
  });

  it.each(unkeepable)('reaches the caller through the semantic cache: %s', async (_what, vendor) => {
    const { provider, environment } = saying(vendor);
    const ai = pipeline(provider, { environment }).use(semanticCache({ embed: saying({}).provider }));
    for (let call = 1; call <= 2; call++) {
      const answer = await ai.chat({ messages });
      expect(answer.meta.vendor).toEqual(vendor);
      expect(answer.meta.cache).toBeUndefined();
    }
  });
});

describe('an answer from the cache', () => {
  it('is what was answered, not what somebody made of it', async () => {
    const { provider, environment, calls } = saying({ region: { name: 'eu' } });
    const ai = pipeline(provider, { environment }).use(cache());
    for (let call = 1; call <= 3; call++) {
      const answer = await ai.chat({ messages });
      expect(answer.meta.vendor).toEqual({ region: { name: 'eu' } });
      (answer.meta.vendor as { region: { name: string } }).region.name = 'mine';
      (answer.choices as unknown[]).length = 0;
      // The vendor hands out one and the same object.
      if (call === 1) expect(calls()).toBe(1);
      else expect(answer.meta.cache?.hit).toBe('exact');
    }
  });
});
