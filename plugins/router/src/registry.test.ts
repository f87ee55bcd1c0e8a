import {
  type BatchRequest,
  chatResponse,
  createContext,
  defineProvider,
  inspect,
  KitError,
  type Operation,
  type Provider,
  pipeline,
  type StreamPart,
  user,
} from '@kit/core';
import { describe, expect, it } from 'vitest';
import { registry } from './registry.ts';

const messages = [user('Hi')];

function vendor(id: string) {
  return defineProvider({
    id,
    operations: {
      chat: async ({ model }) =>
        chatResponse({
          choices: [{ message: { role: 'assistant', content: `${id} as ${model}` }, finishReason: 'stop' }],
          meta: { provider: id, timings: {}, attempts: [] },
        }),
      async *stream({ model }): AsyncGenerator<StreamPart> {
        yield { type: 'text', text: `${id} as ${model}` };
        yield { type: 'finish', finishReason: 'stop' };
      },
      models: async () => ({ models: [{ id: `${id}-1` }, { id: `${id}-2`, provider: 'upstream' }] }),
    },
  });
}

const embedder = defineProvider({
  id: 'voyage',
  operations: {
    embed: async ({ model }) => ({
      embeddings: [[1]],
      meta: { provider: `voyage as ${model}`, timings: {}, attempts: [] },
    }),
  },
});

const both = () => pipeline(registry({ openai: vendor('openai'), anthropic: vendor('anthropic'), voyage: embedder }));

describe('a registry', () => {
  it('sends a call where the prefix of its model says, without the prefix', async () => {
    const ai = both();
    expect((await ai.chat({ model: 'openai/gpt-6', messages })).text).toBe('openai as gpt-6');
    expect((await ai.chat({ model: 'anthropic/claude-5', messages })).text).toBe('anthropic as claude-5');
    expect((await ai.stream({ model: 'anthropic/claude-5', messages }).response).text).toBe('anthropic as claude-5');
  });

  it('cuts at the first separator only', async () => {
    const ai = pipeline(registry({ openrouter: vendor('openrouter') }));
    expect((await ai.chat({ model: 'openrouter/openai/gpt-6', messages })).text).toBe('openrouter as openai/gpt-6');
  });

  it('takes another separator', async () => {
    const ai = pipeline(registry({ a: vendor('a'), b: vendor('b') }, { separator: '::', default: 'b' }));
    expect((await ai.chat({ model: 'a::org/model', messages })).text).toBe('a as org/model');
    expect((await ai.chat({ model: 'org/model', messages })).text).toBe('b as org/model');
  });

  it('says which names there are when a prefix is unknown', async () => {
    const call = both().chat({ model: 'opnai/gpt-6', messages });
    await expect(call).rejects.toMatchObject({ code: 'not-found', field: 'model' });
    await expect(call).rejects.toThrow(/"opnai", which is not registered\. Registered: openai, anthropic, voyage\./);
    await expect(both().chat({ model: 'constructor/x', messages })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('needs a default for models without a prefix', async () => {
    await expect(both().chat({ model: 'gpt-6', messages })).rejects.toThrow(/as in "openai\/gpt-6"/);
    await expect(both().chat({ messages })).rejects.toMatchObject({ code: 'invalid-request', field: 'model' });
    const ai = pipeline(
      registry({ openai: vendor('openai'), anthropic: vendor('anthropic') }, { default: 'anthropic' }),
    );
    expect((await ai.chat({ model: 'claude-5', messages })).text).toBe('anthropic as claude-5');
    expect((await ai.chat({ messages })).text).toBe('anthropic as undefined');
  });

  it('has the operations that any of its providers has, for the compiler too', async () => {
    const ai = both();
    expect((await ai.embed({ model: 'voyage/voyage-4', input: 'x' })).meta.provider).toBe('voyage as voyage-4');
    // The only provider with embeddings needs no prefix.
    expect((await ai.embed({ input: 'x' })).meta.provider).toBe('voyage as undefined');
    await expect(ai.chat({ model: 'voyage/voyage-4', messages })).rejects.toMatchObject({
      code: 'unsupported',
      provider: 'voyage',
    });
    // @ts-expect-error: none of them transcribes.
    await expect(ai.transcribe({ audio: new Uint8Array() })).rejects.toThrow(/has no operation "transcribe"/);
  });

  it('lets a call without a model name its provider in a hint', async () => {
    const ai = both();
    expect((await ai.chat({ messages }, { hints: { registry: 'anthropic' } })).text).toBe('anthropic as undefined');
    await expect(ai.chat({ messages }, { hints: { registry: 'nobody' } })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists the models of all, as its calls name them', async () => {
    const { models, meta } = await both().models();
    expect(models).toEqual([
      { id: 'openai/openai-1', provider: 'openai' },
      { id: 'openai/openai-2', provider: 'upstream' },
      { id: 'anthropic/anthropic-1', provider: 'anthropic' },
      { id: 'anthropic/anthropic-2', provider: 'upstream' },
    ]);
    expect(meta).toMatchObject({ provider: 'registry', attempts: [{ provider: 'openai' }, { provider: 'anthropic' }] });
    expect((await both().models({ limit: 1 })).models).toHaveLength(1);
  });

  it('lists what it can when a provider cannot list', async () => {
    const down = defineProvider({
      id: 'down',
      operations: { models: () => Promise.reject(new KitError('server', 'It is down.')) },
    });
    const ai = pipeline(registry({ openai: vendor('openai'), down }));
    const { models, warnings } = await ai.models();
    expect(models).toHaveLength(2);
    expect(warnings).toEqual([{ feature: 'models', detail: 'down could not list its models (server): It is down.' }]);
    await expect(ai.models({}, { strict: true })).rejects.toMatchObject({ code: 'server' });
    await expect(pipeline(registry({ down })).models()).rejects.toMatchObject({ code: 'server', provider: 'down' });
  });
});

describe('batches in a registry', () => {
  const seen: BatchRequest[] = [];
  const batcher = {
    id: 'openai',
    handlers: {
      batch: async ({ request }: { request: BatchRequest }) => {
        seen.push(request);
        return {} as never;
      },
    },
  } satisfies Provider<'batch'>;
  const ai = pipeline(registry({ openai: batcher, anthropic: batcher }));
  const requests = (...models: (string | undefined)[]) =>
    models.map((model, at) => ({ id: `${at}`, request: { messages, ...(model !== undefined && { model }) } }));

  it('go where all their models say', async () => {
    await ai.batch({ requests: requests('openai/a', 'openai/b') });
    await ai.batch({ model: 'openai/a', requests: requests(undefined) });
    expect(
      seen.map((batch) =>
        'requests' in batch ? [batch.model, ...batch.requests.map(({ request }) => request.model)] : [],
      ),
    ).toEqual([
      [undefined, 'a', 'b'],
      ['a', undefined],
    ]);
  });

  it('cannot go to two providers', async () => {
    await expect(ai.batch({ requests: requests('openai/a', 'anthropic/b') })).rejects.toThrow(
      /same provider. They name openai, anthropic/,
    );
  });

  it('are taken up again with a hint', async () => {
    await expect(ai.batch({ attach: 'b1' })).rejects.toMatchObject({ code: 'invalid-request' });
    await ai.batch({ attach: 'b1' }, { hints: { registry: 'openai' } });
    expect(seen.at(-1)).toEqual({ attach: 'b1' });
  });
});

describe('what a registry passes on', () => {
  it('is the catalogue with its own names, the request of the chosen provider, and the end to all', async () => {
    const closed: string[] = [];
    const make = (id: string) => ({
      ...vendor(id),
      catalogue: async () => ({ provider: id, asOf: '2026-01-01', models: [{ id: `${id}-1` }] }),
      inspect: async (call: { request: object }) => ({
        method: 'POST',
        url: `https://${id}.test/${(call.request as { model: string }).model}`,
        headers: {},
        warnings: [],
      }),
      close: async () => {
        closed.push(id);
      },
    });
    const all = registry({ a: make('a'), b: make('b'), c: vendor('c') });
    expect((await all.catalogue?.())?.models).toEqual([
      { id: 'a/a-1', provider: 'a' },
      { id: 'b/b-1', provider: 'b' },
    ]);
    expect((await inspect(all, 'chat', { model: 'b/m', messages })).url).toBe('https://b.test/m');
    await expect(inspect(all, 'chat', { model: 'c/m', messages })).rejects.toMatchObject({ code: 'unsupported' });
    await all.close?.();
    expect(closed).toEqual(['a', 'b']);
  });

  it('is a streamed operation of a third party', () => {
    const handlers = { chat: async () => ({}) as never };
    const provider = { id: 'x', handlers, streamed: ['translateStream'] } as unknown as Provider<'chat'>;
    expect(registry({ x: provider }).streamed).toEqual(['translateStream']);
    expect(registry({ openai: vendor('openai') }).streamed).toBeUndefined();
  });

  it('is every event, and a context of its own', async () => {
    const inner = pipeline(vendor('a'));
    const all = registry({ a: inner });
    const seen: string[] = [];
    all.events?.on('*', ({ type }) => seen.push(type));
    (inner.events as unknown as { emit(name: string, fields: object): void }).emit('cache-miss', { key: 'k' });
    expect(seen).toEqual(['cache-miss']);
    const context = createContext();
    await all.handlers.chat({ operation: 'chat', request: { model: 'a/m', messages }, context });
    expect(context.trace.attempts).toMatchObject([{ provider: 'a', model: 'm' }]);
  });
});

describe('wrong arguments', () => {
  it.each([
    [() => registry({}), /at least one provider/],
    [() => registry({ 'a/b': vendor('x') }), /must not be empty or contain the separator/],
    [() => registry({ a: {} as Provider<Operation> }), /a is not a provider/],
    [() => registry({ a: vendor('a') }, { default: 'b' }), /`default` must be one of a/],
    [() => registry({ a: vendor('a') }, { seperator: ':' } as never), /Did you mean `separator`/],
  ])('are named', (make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(KitError);
  });
});
