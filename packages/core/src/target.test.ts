import { describe, expect, it, vi } from 'vitest';
import { user } from './message-helpers.ts';
import type { Call } from './operations.ts';
import { pipeline } from './pipeline.ts';
import type { Provider } from './provider.ts';
import { type TargetOptions, target, targetInfo } from './target.ts';

const messages = [user('Hi')];
const calls: Call[] = [];
const record = (async (call: Call) => {
  calls.push(call);
  return {};
}) as never;
const provider = { id: 'p', handlers: { chat: record, models: record } } as unknown as Provider<'chat' | 'models'>;

async function modelOf(options: TargetOptions, model?: string): Promise<string | undefined> {
  await pipeline(target(provider, options)).chat({ messages, ...(model !== undefined && { model }) });
  return (calls.at(-1) as Call<'chat'>).request.model;
}

describe('a target', () => {
  it('asks for its own model, whatever the request says', async () => {
    expect(await modelOf({ model: 'own' })).toBe('own');
    expect(await modelOf({ model: 'own' }, 'asked')).toBe('own');
  });

  it('translates the names that it lists', async () => {
    const models = { fast: 'haiku', smart: 'opus' };
    expect(await modelOf({ models }, 'fast')).toBe('haiku');
    expect(await modelOf({ models }, 'other')).toBe('other');
    expect(await modelOf({ models, model: 'own' }, 'smart')).toBe('opus');
    expect(await modelOf({ models, model: 'own' }, 'other')).toBe('own');
    expect(await modelOf({ models }, 'toString')).toBe('toString');
    expect(await modelOf({ models })).toBeUndefined();
  });

  it('leaves a request without a model as it is, and one that takes none', async () => {
    await pipeline(target(provider, {})).chat({ messages });
    expect(calls.at(-1)?.request).toEqual({ messages });
    await pipeline(target(provider, { model: 'own' })).models();
    expect(calls.at(-1)?.request).toEqual({});
  });

  it('tells the call its name, and keeps the rest', async () => {
    await pipeline(target(provider, { model: 'own' })).chat({ messages, temperature: 0 }, { tenant: 'acme' });
    expect(calls.at(-1)).toMatchObject({
      operation: 'chat',
      request: { temperature: 0 },
      context: { target: 'p/own', tenant: 'acme' },
    });
  });

  it('has a place among others', () => {
    expect(targetInfo(target(provider))).toEqual({ id: 'p' });
    expect(targetInfo(target(provider, { id: 'eu', weight: 2, region: 'eu' }))).toEqual({
      id: 'eu',
      weight: 2,
      region: 'eu',
    });
    expect(targetInfo(provider)).toEqual({ id: 'p' });
  });

  it('refuses options that are wrong', () => {
    expect(() => target(provider, { weigth: 1 } as TargetOptions)).toThrow(
      'target(): unknown option `weigth`. Did you mean `weight`?',
    );
    expect(() => target(provider, { model: '' })).toThrow(expect.objectContaining({ code: 'config', field: 'model' }));
  });

  it('is the provider in everything else', async () => {
    const close = vi.fn(async () => {});
    const inspect = vi.fn(async () => ({ method: 'POST', url: 'u', headers: {}, warnings: [] }));
    const catalogue = async () => ({ provider: 'p', asOf: '2026-01-01', models: [] });
    const events = { on: () => () => {} };
    const whole = target({ ...provider, close, inspect, catalogue, events, streamed: ['dream'] } as Provider<'chat'>, {
      model: 'own',
    });
    await whole.close?.();
    await whole.inspect?.({ operation: 'chat', request: { messages }, context: calls[0]?.context } as Call);
    expect(inspect).toHaveBeenCalledWith(expect.objectContaining({ request: { messages, model: 'own' } }));
    expect(close).toHaveBeenCalledOnce();
    expect(await whole.catalogue?.()).toMatchObject({ provider: 'p' });
    expect(whole).toMatchObject({ id: 'p', info: { id: 'p' }, events, streamed: ['dream'] });
  });
});
