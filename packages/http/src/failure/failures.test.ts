import { type ErrorTable, type LoadedDeclaration, type PlainTransformer, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type Answer, fakeChat, fakeServer, fakeVendor, json } from '../../testing/fake-vendor.ts';
import type { HttpProviderDefinition } from '../definition.ts';
import { httpProvider } from '../http-provider.ts';

const messages = [user('Hi')];
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function served(answer: Answer, change: Partial<HttpProviderDefinition<'chat' | 'stream'>>) {
  const server = await fakeServer(answer);
  const ai = pipeline(httpProvider(fakeVendor(change), { baseURL: `${server.url}/v1`, model: 'm-1' }));
  open.push(server, ai);
  return ai;
}

const table: ErrorTable = ({ body }) =>
  (body as { why?: string }).why === 'full' ? { code: 'overloaded', message: 'No room.' } : undefined;

/** A table that counts how often it is loaded. */
function counting(load: () => Promise<ErrorTable> = async () => table) {
  let loaded = 0;
  const errors = {
    load: () => {
      loaded++;
      return load();
    },
  };
  return { errors, loaded: () => loaded };
}

describe('an error table that is loaded', () => {
  it('reads failures, and is loaded once', async () => {
    const { errors, loaded } = counting();
    const ai = await served((_, response) => json(response, 400, { why: 'full' }), { errors });
    for (let call = 0; call < 3; call++) {
      const error = await failed(() => ai.chat({ messages }));
      expect(error).toMatchObject({ code: 'overloaded', status: 400, message: 'Fake: No room.' });
    }
    expect(loaded()).toBe(1);
  });

  it('reads failures of streams', async () => {
    const { errors } = counting();
    const ai = await served((_, response) => json(response, 400, { why: 'full' }), { errors });
    const error = await failed(() => ai.stream({ messages }).response);
    expect(error).toMatchObject({ code: 'overloaded', status: 400 });
  });

  it('that cannot be loaded still leaves the status, and is asked for again', async () => {
    let luck = false;
    const { errors, loaded } = counting(async () => {
      if (!luck) throw new TypeError('Failed to fetch dynamically imported module');
      return table;
    });
    const ai = await served((_, response) => json(response, 429, { why: 'full' }), { errors });
    const error = await failed(() => ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'server', status: 429, provider: 'fake' });
    expect(error.message).toContain('status 429');
    expect(error.cause).toBeInstanceOf(TypeError);
    luck = true;
    expect(await failed(() => ai.chat({ messages }))).toMatchObject({ code: 'overloaded', status: 429 });
    expect(loaded()).toBeGreaterThan(1);
  });
});

it('an answer needs no reader of failures', async () => {
  const { errors } = counting(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  const ai = await served((_, response) => json(response, 200, { text: 'Hello' }), { errors });
  expect((await ai.chat({ messages })).text).toBe('Hello');
});

describe('a plain transformer', () => {
  /** Reads texts alone; the whole one is `fakeChat`. */
  const plain: PlainTransformer<'chat'> = {
    ...fakeChat,
    decode(reply, state, context) {
      const body = reply.json() as { text?: string; more?: unknown; why?: unknown };
      if (body.more !== undefined || body.why !== undefined) return undefined;
      return fakeChat.decode(reply, state, context as never);
    },
  };

  async function servedPlain(answer: Answer, change: Partial<HttpProviderDefinition<'chat' | 'stream'>> = {}) {
    const loaded: string[] = [];
    const endpoint = { path: '/chat' };
    const failing: typeof fakeChat = {
      ...fakeChat,
      decode(reply, state, context) {
        const body = reply.json() as { why?: string };
        if (body.why !== undefined) throw context.failure({ body });
        return fakeChat.decode(reply, state, context);
      },
    };
    const chat: LoadedDeclaration<'chat'> = {
      load: async () => {
        loaded.push('whole');
        return { endpoint, transformer: failing };
      },
      plain: {
        fits: ({ tools }) => tools === undefined,
        load: async () => {
          loaded.push('plain');
          return { endpoint, transformer: plain };
        },
      },
    };
    const { errors, loaded: tables } = counting();
    const operations = { ...fakeVendor().operations, chat };
    return { ai: await served(answer, { operations, errors, ...change }), loaded, tables };
  }

  it('answers alone where it can: nothing else is loaded', async () => {
    const { ai, loaded, tables } = await servedPlain((_, response) => json(response, 200, { text: 'Hello' }));
    for (let call = 0; call < 2; call++) expect((await ai.chat({ messages })).text).toBe('Hello');
    expect(loaded).toEqual(['plain']);
    expect(tables()).toBe(0);
  });

  it('leaves a reply with more in it to the whole one', async () => {
    const { ai, loaded } = await servedPlain((_, response) => json(response, 200, { text: 'Hello', more: 1 }));
    for (let call = 0; call < 2; call++) {
      const answer = await ai.chat({ messages });
      expect(answer.text).toBe('Hello');
      expect(answer.meta.attempts).toMatchObject([{ outcome: 'complete' }]);
    }
    expect(loaded).toEqual(['plain', 'whole']);
  });

  it('leaves a failure inside a success to the whole one, which reads it with the table', async () => {
    const { ai } = await servedPlain((_, response) => json(response, 200, { why: 'full' }));
    const error = await failed(() => ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'overloaded', message: 'Fake: No room.' });
    expect(error.attempts).toMatchObject([{ outcome: 'failed' }]);
  });

  it('is not asked where the vendor says that a success tells a failure', async () => {
    const failsInside = (body: unknown) => (body as { text?: string }).text === undefined;
    const { ai, loaded } = await servedPlain((_, response) => json(response, 200, {}), { failsInside });
    expect(await failed(() => ai.chat({ messages }))).toMatchObject({ code: 'server', provider: 'fake' });
    expect(loaded).toEqual(['plain']);
  });

  it('that asks what a failure means is told what to do', async () => {
    const asking = (reply: unknown, state: unknown, context: { failure(evidence: object): Error }) => {
      throw context.failure({ body: { reply, state } });
    };
    const endpoint = { path: '/chat' };
    const chat: LoadedDeclaration<'chat'> = {
      load: async () => ({ endpoint, transformer: fakeChat }),
      plain: {
        fits: () => true,
        load: async () => ({ endpoint, transformer: { ...fakeChat, decode: asking as never } }),
      },
    };
    const operations = { ...fakeVendor().operations, chat };
    const ai = await served((_, response) => json(response, 200, { why: 'full' }), { operations });
    const error = await failed(() => ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'config' });
    expect(error.message).toContain('answers undefined');
  });
});
