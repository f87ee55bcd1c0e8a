// Strategies by themselves: how often each candidate is chosen.
import type { Call } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BalanceCandidate, type BalanceChoice, type BalanceStrategy, strategies } from './strategy.ts';

interface Made extends BalanceCandidate {
  readonly latency?: number;
  readonly cost?: number;
  readonly quality?: number;
}

function candidate(id: string, { weight, inFlight = 0, ...measures }: Partial<Made> & { weight?: number } = {}): Made {
  return { info: { id, ...(weight !== undefined && { weight }) }, inFlight, ...measures };
}

/** A repeatable source of chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function choice(random: () => number, dryRun = false): BalanceChoice {
  return {
    call: {} as Call,
    latency: (one) => (one as Made).latency,
    cost: (one) => (one as Made).cost,
    quality: (one) => (one as Made).quality ?? 0,
    health: () => 1,
    random,
    dryRun,
  };
}

/** How often each candidate is chosen, as shares of `draws`. */
function shares(strategy: BalanceStrategy, candidates: readonly Made[], draws: number, random = chance(7)): number[] {
  const counts = candidates.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    const at = candidates.indexOf(strategy(candidates, choice(random)) as Made);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count) => count / draws);
}

/**
 * True if the shares are such as chance explains: each within five standard deviations of what is expected. A wrong
 * distribution fails; a right one does so once in millions of draws.
 */
function fit(found: readonly number[], expected: readonly number[], draws: number): boolean {
  return found.every((share, at) => {
    const wanted = expected[at] as number;
    return Math.abs(share - wanted) <= 5 * Math.sqrt((wanted * (1 - wanted)) / draws) + 1e-12;
  });
}

const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 6 });
const DRAWS = 4_000;

describe('weighted-random', () => {
  const strategy = strategies['weighted-random']();

  it('chooses each as often as its weight says, for any weights', () => {
    fc.assert(
      fc.property(weights, fc.integer(), (list, seed) => {
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const candidates = list.map((weight, at) => candidate(`t${at}`, { weight }));
        const expected = list.map((weight) => weight / total);
        expect(fit(shares(strategy, candidates, DRAWS, chance(seed)), expected, DRAWS)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is not uniform: the test above can fail', () => {
    const candidates = [candidate('a', { weight: 9 }), candidate('b', { weight: 1 })];
    expect(fit(shares(strategy, candidates, DRAWS), [0.5, 0.5], DRAWS)).toBe(false);
  });

  it('is even where all weights are 0', () => {
    const candidates = [candidate('a', { weight: 0 }), candidate('b', { weight: 0 })];
    expect(fit(shares(strategy, candidates, DRAWS), [0.5, 0.5], DRAWS)).toBe(true);
  });
});

describe('power-of-two', () => {
  const strategy = strategies['power-of-two']();

  it('chooses the one with less to do of two drawn without putting back, for any loads', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 8 }),
        fc.integer(),
        (loads, seed) => {
          const count = loads.length;
          const candidates = loads.map((inFlight, at) => candidate(`t${at}`, { inFlight }));
          // Of all pairs, those in which nobody else has less to do.
          const pairs = (count * (count - 1)) / 2;
          const expected = loads.map((load) => loads.filter((other) => other > load).length / pairs);
          expect(fit(shares(strategy, candidates, DRAWS, chance(seed)), expected, DRAWS)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('draws by weight: of idle targets each is chosen as often as its weight says', () => {
    fc.assert(
      fc.property(weights, fc.integer(), (list, seed) => {
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const candidates = list.map((weight, at) => candidate(`t${at}`, { weight }));
        const expected = list.map((weight) => weight / total);
        expect(fit(shares(strategy, candidates, DRAWS, chance(seed)), expected, DRAWS)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('never chooses the one with most to do', () => {
    const candidates = [candidate('a', { inFlight: 9 }), candidate('b', { inFlight: 1 }), candidate('c')];
    expect(shares(strategy, candidates, DRAWS)[0]).toBe(0);
  });

  it('keeps loads within a few calls of each other where calls pile up', () => {
    const random = chance(3);
    const loads = Array.from({ length: 10 }, () => ({ inFlight: 0 }));
    const candidates = loads.map((load, at) => ({
      info: { id: `t${at}` },
      get inFlight() {
        return load.inFlight;
      },
    }));
    for (let call = 0; call < 1_000; call++) {
      const at = candidates.indexOf(strategy(candidates, choice(random)) as (typeof candidates)[number]);
      (loads[at] as { inFlight: number }).inFlight++;
    }
    // By chance alone the fullest of ten would have about 120 of 1,000.
    expect(Math.max(...loads.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(104);
  });
});

describe('round-robin', () => {
  it('gives each exactly its share in every full turn, for any weights', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3 }), (list, turns) => {
        const strategy = strategies['round-robin']();
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const candidates = list.map((weight, at) => candidate(`t${at}`, { weight }));
        const found = shares(strategy, candidates, turns * total);
        expect(found.map((share) => Math.round(share * turns * total))).toEqual(list.map((weight) => weight * turns));
      }),
    );
  });

  it('mixes the turns', () => {
    const strategy = strategies['round-robin']();
    const candidates = [candidate('a', { weight: 4 }), candidate('b', { weight: 2 }), candidate('c')];
    const ids = Array.from({ length: 7 }, () => strategy(candidates, choice(chance(1))).info.id);
    expect(ids.join('')).toBe('abacaba');
  });

  it('counts no turn in a dry run', () => {
    const strategy = strategies['round-robin']();
    const candidates = [candidate('a'), candidate('b')];
    const next = (dryRun: boolean) => strategy(candidates, choice(chance(1), dryRun)).info.id;
    expect([next(true), next(true), next(false), next(true), next(false)]).toEqual(['a', 'a', 'a', 'b', 'b']);
  });

  it('has its own turns for each who uses it', () => {
    const candidates = [candidate('a'), candidate('b')];
    const ids = [strategies['round-robin'](), strategies['round-robin']()].map(
      (strategy) => strategy(candidates, choice(chance(1))).info.id,
    );
    expect(ids).toEqual(['a', 'a']);
  });
});

describe('strategies that go by a measure', () => {
  const chosen = (name: keyof typeof strategies, ...candidates: readonly Made[]) =>
    strategies[name]()(candidates, choice(chance(1))).info.id;

  it('least-connections takes the one with the fewest calls under way for its weight', () => {
    expect(chosen('least-connections', candidate('a', { inFlight: 2 }), candidate('b', { inFlight: 1 }))).toBe('b');
    const heavy = candidate('a', { inFlight: 4, weight: 4 });
    expect(chosen('least-connections', heavy, candidate('b', { inFlight: 2 }))).toBe('a');
  });

  it('least-connections leaves equals to chance', () => {
    const found = shares(strategies['least-connections'](), [candidate('a'), candidate('b')], DRAWS);
    expect(fit(found, [0.5, 0.5], DRAWS)).toBe(true);
  });

  it('lowest-latency takes the fastest, and tries one of which nothing is known', () => {
    expect(chosen('lowest-latency', candidate('a', { latency: 300 }), candidate('b', { latency: 200 }))).toBe('b');
    expect(chosen('lowest-latency', candidate('a', { latency: 300 }), candidate('b'))).toBe('b');
  });

  it('lowest-cost takes the cheapest, and one of unknown price last: unknown is not free', () => {
    expect(chosen('lowest-cost', candidate('a', { cost: 0.02 }), candidate('b', { cost: 0.01 }))).toBe('b');
    expect(chosen('lowest-cost', candidate('a', { cost: 0.02 }), candidate('b'))).toBe('a');
    expect(['a', 'b']).toContain(chosen('lowest-cost', candidate('a'), candidate('b')));
  });

  it('highest-quality takes the best, and of equals the emptier', () => {
    const best = [candidate('b', { quality: 3, inFlight: 1 }), candidate('c', { quality: 3 })];
    expect(chosen('highest-quality', candidate('a', { quality: 1 }), ...best)).toBe('c');
  });
});
