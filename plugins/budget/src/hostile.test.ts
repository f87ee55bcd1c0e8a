import { chatResponse, defineProvider, type Model, pipeline, type Usage, user } from '@kit/core';
import { memoryStore, type Store } from '@kit/store';
import { slowStore } from '@kit/store-testing';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { budget } from './budget.ts';
import type { BudgetOptions } from './budget-options.ts';

const messages = [user('Hi')];
const big: Model = { id: 'big-1', kind: 'chat', price: { input: 1_000, output: 10_000 } };

/** A vendor that says what it likes of usage and cost. */
function vendor(options: BudgetOptions, told: (call: number) => { usage?: Usage; amount?: number }) {
  const environment = virtualEnvironment();
  let calls = 0;
  const provider = defineProvider({
    id: 'vendor',
    catalogue: async () => ({ provider: 'vendor', asOf: '2026-01-01', models: [big] }),
    operations: {
      chat: async () => {
        const { usage, amount } = told(calls++);
        return chatResponse({
          choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
          meta: { provider: 'vendor', timings: {}, attempts: [] },
          ...(usage && { usage }),
          ...(amount !== undefined && {
            cost: { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false },
          }),
        });
      },
    },
  });
  const spending = budget(options);
  const ai = pipeline(provider, { environment }).use(spending);
  const ask = (signal?: AbortSignal) => ai.chat({ model: 'big-1', messages, maxTokens: 1 }, { signal });
  return { ask, spending, environment, calls: () => calls };
}

const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1_000_000];

describe('a budget, told what is no amount', () => {
  it.each(odd)('charges what was reserved for a cost of %s, and goes on', async (amount) => {
    const { ask, spending } = vendor({ limit: 1, period: 'day', estimate: () => 0.25 }, () => ({ amount }));
    await ask();
    expect(await spending.status()).toMatchObject({ spent: 0.25, reserved: 0 });
    await ask();
    expect(await spending.status()).toMatchObject({ spent: 0.5, reserved: 0 });
  });

  it.each(odd)('charges what was reserved for %s tokens, and goes on', async (inputTokens) => {
    const usage: Usage = { state: 'reported', inputTokens };
    for (const unit of ['tokens', 'USD'] as const) {
      const estimate = () => (unit === 'tokens' ? 100 : 0.25);
      const options: BudgetOptions = { limit: estimate() * 4, unit, period: 'day', estimate };
      const { ask, spending } = vendor(options, () => ({ usage }));
      await ask();
      expect(await spending.status()).toMatchObject({ spent: estimate(), reserved: 0 });
    }
  });

  it('refuses a limit and an estimate that are no amounts', async () => {
    const noLimit = vendor({ limit: () => Number.NaN, period: 'day' }, () => ({ amount: 0 }));
    await expect(noLimit.ask()).rejects.toMatchObject({ code: 'config', field: 'limit' });
    const noEstimate = vendor({ limit: 1, period: 'day', estimate: () => Number.NaN }, () => ({ amount: 0 }));
    await expect(noEstimate.ask()).rejects.toMatchObject({ code: 'config', field: 'estimate' });
    expect([noLimit.calls(), noEstimate.calls()]).toEqual([0, 0]);
  });

  it('asks stores for no more than they can count', async () => {
    const inner = memoryStore();
    const limits: number[] = [];
    const store: Store = {
      ...inner,
      name: 'counting',
      shared: true,
      reserve: (wanted) => {
        limits.push(...wanted.takes.map(({ limit }) => limit));
        return inner.reserve(wanted);
      },
    };
    const { ask } = vendor({ limit: () => Number.POSITIVE_INFINITY, period: 'day', store }, () => ({ amount: 0 }));
    await ask();
    expect(limits).toEqual([Number.MAX_SAFE_INTEGER]);
  });
});

describe('a budget, with a caller who leaves', () => {
  it('asks nobody, and gives back what a slow store has reserved meanwhile', async () => {
    const environment = virtualEnvironment();
    const inner = memoryStore({ environment });
    const { store, answer } = slowStore(inner);
    const { ask, spending, calls } = vendor({ limit: 1, period: 'day', store, estimate: () => 0.5 }, () => ({}));
    const abort = new AbortController();
    const ended = Promise.allSettled([ask(abort.signal)]);
    await environment.settle();
    abort.abort();
    answer();
    await environment.settle();
    expect(await ended).toMatchObject([{ reason: { code: 'aborted' } }]);
    expect(calls()).toBe(0);
    expect(await spending.status()).toMatchObject({ spent: 0, reserved: 0 });
  });
});
