import { describe, expect, it } from 'vitest';
import { findModels } from './find-models.ts';
import type { Catalogue } from './model/models.ts';

const openai: Catalogue = {
  provider: 'openai',
  asOf: '2026-11-01',
  models: [
    {
      id: 'gpt-6',
      family: 'gpt',
      kind: 'chat',
      contextWindow: 400_000,
      price: { input: 2, output: 10 },
      capabilities: ['tools', 'vision'],
      input: ['text', 'image'],
      output: ['text'],
      released: '2026-06-01',
    },
    { id: 'gpt-old', kind: 'chat', price: { input: 1, output: 1 }, released: '2023-01-01', deprecated: '2026-03-31' },
    { id: 'text-embedding-3', kind: 'embedding', price: { input: 0.02 } },
  ],
};
const other: Catalogue = {
  provider: 'other',
  asOf: '2026-11-01',
  models: [
    {
      id: 'big',
      name: 'Big One',
      kind: 'chat',
      contextWindow: 1_000_000,
      capabilities: ['tools'],
      released: '2026-01-01',
    },
  ],
};
const today = '2026-11-21';
const ids = async (...args: Parameters<typeof findModels>) => (await findModels(...args)).map(({ id }) => id);

describe('findModels', () => {
  it('searches catalogues and providers that have one', async () => {
    const provider = { id: 'lazy', handlers: {}, catalogue: async () => other };
    const found = await findModels([openai, provider, { id: 'none', handlers: {} }], { today });
    expect(found.map(({ id, provider }) => [id, provider])).toEqual([
      ['gpt-6', 'openai'],
      ['text-embedding-3', 'openai'],
      ['big', 'other'],
    ]);
  });

  it('is not misled by a pipeline whose `models` is a method', async () => {
    const pipeline = { id: 'p', handlers: {}, models: () => {}, catalogue: async () => other };
    expect(await ids(pipeline)).toEqual(['big']);
  });

  it.each([
    [{ text: 'BIG' }, ['big']],
    [{ text: 'one' }, ['big']],
    [{ provider: 'other' }, ['big']],
    [{ kind: 'embedding' }, ['text-embedding-3']],
    [{ capabilities: ['tools', 'vision'] }, ['gpt-6']],
    [{ input: ['image'], output: ['text'] }, ['gpt-6']],
    [{ minContextWindow: 500_000 }, ['big']],
    [{ maxInputPrice: 1 }, ['text-embedding-3']],
    [{ maxOutputPrice: 10 }, ['gpt-6']],
    [{ includeRetired: true, text: 'old' }, ['gpt-old']],
    [{ text: 'old', today: '2026-03-30' }, ['gpt-old']],
    [{ text: 'old', today: '2026-03-31' }, []],
    [{ sort: 'price' as const }, ['text-embedding-3', 'gpt-6', 'big']],
    [{ sort: 'context' as const }, ['big', 'gpt-6', 'text-embedding-3']],
    [{ sort: 'released' as const }, ['gpt-6', 'big', 'text-embedding-3']],
  ])('%o finds %o', async (query, expected) => {
    expect(await ids([openai, other], { today, ...query })).toEqual(expected);
  });

  it('goes by the date of today if none is given', async () => {
    expect(
      await ids({
        ...openai,
        models: [
          { id: 'gone', deprecated: '2000-01-01' },
          { id: 'here', deprecated: '2999-01-01' },
        ],
      }),
    ).toEqual(['here']);
  });
});
