import { pipeline, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { aliases } from './aliases.ts';
import { registry } from './registry.ts';
import { vendor } from './testing/vendors.ts';

const messages = [user('Hi')];

describe('aliases', () => {
  it('stand for models, through other aliases too', async () => {
    const a = vendor('a');
    const ai = pipeline(registry({ a })).use(aliases({ smart: 'strong', strong: 'a/gpt-6' }));
    await ai.chat({ model: 'smart', messages });
    await ai.stream({ model: 'strong', messages }).response;
    await ai.chat({ model: 'a/other', messages });
    expect(a.asked).toEqual(['gpt-6', 'gpt-6', 'other']);
  });

  it('of the names that objects have by themselves are none', async () => {
    const a = vendor('a');
    await pipeline(a).use(aliases({})).chat({ model: 'constructor', messages });
    expect(a.asked).toEqual(['constructor']);
  });

  it('are resolved in every request of a batch', async () => {
    const batches: unknown[] = [];
    const batcher = {
      id: 'b',
      handlers: { batch: async ({ request }: { request: unknown }) => batches.push(request) as never },
    };
    const ai = pipeline(batcher as never as Parameters<typeof pipeline>[0]).use(
      aliases({ smart: 'gpt-6' }),
    ) as never as {
      batch(request: object): Promise<unknown>;
    };
    const one = { id: '1', operation: 'chat', request: { model: 'smart', messages } };
    await ai.batch({ requests: [one] });
    expect(batches).toMatchObject([{ requests: [{ request: { model: 'gpt-6' } }] }]);
  });

  it('that lead back to themselves are refused', () => {
    expect(() => aliases({ a: 'b', b: 'c', c: 'a' })).toThrow('the alias "a" leads back to itself');
    expect(() => aliases({ a: 7 as never })).toThrow('must be the name of a model');
  });
});
