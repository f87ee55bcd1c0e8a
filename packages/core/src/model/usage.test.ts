import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUsage, inputPartition, outputPartition, type Usage } from './usage.ts';

const sum = (parts: object | undefined) =>
  Object.values(parts ?? {}).reduce((total: number, count: number) => total + count, 0);
const count = fc.integer({ min: 0, max: 1_000_000 });
const maybe = fc.option(count, { nil: undefined });

describe('a partition of a total that includes its buckets', () => {
  it('always adds up to the total, or is absent', () => {
    fc.assert(
      fc.property(maybe, maybe, maybe, maybe, (total, first, second, third) => {
        const input = inputPartition(total, { cacheRead: first, cacheWrite: second });
        if (input) expect(sum(input)).toBe(total);
        const output = outputPartition(total, { reasoning: first, audio: second, image: third });
        if (output) expect(sum(output)).toBe(total);
        for (const bucket of Object.values({ ...input, ...output })) expect(bucket).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is absent when the vendor states no total or no bucket, or buckets that exceed the total', () => {
    expect(inputPartition(undefined, { cacheRead: 1 })).toBeUndefined();
    expect(inputPartition(10, {})).toBeUndefined();
    expect(inputPartition(10, { cacheRead: 11 })).toBeUndefined();
    expect(outputPartition(undefined, { reasoning: 1 })).toBeUndefined();
    expect(outputPartition(10, {})).toBeUndefined();
    expect(outputPartition(10, { reasoning: 6, audio: 5 })).toBeUndefined();
  });

  it('leaves out the buckets that the vendor does not state', () => {
    expect(inputPartition(10, { cacheRead: 0 })).toEqual({ uncached: 10, cacheRead: 0 });
    expect(outputPartition(10, { reasoning: 4 })).toEqual({ text: 6, reasoning: 4 });
  });
});

describe('addUsage', () => {
  const usage: fc.Arbitrary<Usage> = fc
    .record({
      state: fc.constantFrom<Usage['state']>('reported', 'partial', 'estimated'),
      uncached: count,
      cacheRead: count,
      fiveMinutes: count,
      hour: count,
      text: count,
      reasoning: count,
      has: fc.record({ input: fc.boolean(), details: fc.boolean(), ttl: fc.boolean(), output: fc.boolean() }),
    })
    .map(({ state, uncached, cacheRead, fiveMinutes, hour, text, reasoning, has }) => ({
      state,
      ...(has.input && { inputTokens: uncached + cacheRead + fiveMinutes + hour }),
      ...(has.input && has.details && { inputDetails: { uncached, cacheRead, cacheWrite: fiveMinutes + hour } }),
      ...(has.input && has.details && has.ttl && { cacheWritesByTtl: { '5m': fiveMinutes, '1h': hour } }),
      ...(has.output && { outputTokens: text + reasoning }),
      ...(has.output && has.details && { outputDetails: { text, reasoning } }),
    }));

  it('never makes a partition that does not add up', () => {
    fc.assert(
      fc.property(fc.array(usage, { minLength: 1, maxLength: 4 }), (usages) => {
        const added = addUsage(...usages) as Usage;
        if (added.inputDetails) expect(sum(added.inputDetails)).toBe(added.inputTokens);
        if (added.outputDetails) expect(sum(added.outputDetails)).toBe(added.outputTokens);
        if (added.cacheWritesByTtl) expect(sum(added.cacheWritesByTtl)).toBe(added.inputDetails?.cacheWrite);
        const inputs = usages.map(({ inputTokens }) => inputTokens).filter((tokens) => tokens !== undefined);
        expect(added.inputTokens).toBe(
          inputs.length > 0 ? inputs.reduce((total, tokens) => total + tokens, 0) : undefined,
        );
      }),
    );
  });

  it('does not care in which order or how grouped they come', () => {
    fc.assert(
      fc.property(usage, usage, usage, (a, b, c) => {
        expect(addUsage(c, a, b)).toEqual(addUsage(a, b, c));
        expect(addUsage(a, b)?.inputTokens).toBe(addUsage(b, a)?.inputTokens);
      }),
    );
  });

  it('adds everything that is counted, and takes the least certain state', () => {
    const first: Usage = {
      state: 'reported',
      inputTokens: 10,
      outputTokens: 1,
      inputModalities: { text: 8, audio: 2 },
      units: { searches: 1 },
      raw: { x: 1 },
    };
    const second: Usage = {
      state: 'partial',
      inputTokens: 5,
      units: { searches: 2, images: 1 },
      inputModalities: { text: 5 },
    };
    expect(addUsage(first, undefined, second)).toEqual({
      state: 'partial',
      inputTokens: 15,
      outputTokens: 1,
      inputModalities: { text: 13, audio: 2 },
      units: { searches: 3, images: 1 },
    });
    expect(addUsage(first, { state: 'estimated' })?.state).toBe('estimated');
  });

  it('leaves a single one as it is, and none undefined', () => {
    const only: Usage = { state: 'reported', inputTokens: 1, raw: 'kept' };
    expect(addUsage(undefined, only)).toBe(only);
    expect(addUsage()).toBeUndefined();
    expect(addUsage(undefined)).toBeUndefined();
  });
});
