// What a declaration can say beyond its operations: hosts, models, deadlines, hints.
import { inspect, KitError, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { fakeChat, fakeServer, fakeVendor, json } from '../testing/fake-vendor.ts';
import type { Grant } from './auth/auth.ts';
import { bearerAuth } from './auth/bearer.ts';
import { changedGrant } from './auth/changed-grant.ts';
import { credentialPool } from './auth/credential-pool.ts';
import type { Exchange } from './definition.ts';
import { httpProvider } from './http-provider.ts';

const messages = [user('Hi')];
const hello = { text: 'Hello', model: 'm-1', tokens: [1, 1] };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function twoServers() {
  const answer = (_: unknown, response: Parameters<typeof json>[0]) => json(response, 200, hello);
  const servers = [await fakeServer(answer), await fakeServer(answer)] as const;
  open.push(...servers);
  return servers;
}

describe('an operation on another host', () => {
  it('goes there, with the same credential', async () => {
    const [main, other] = await twoServers();
    const operations = { chat: { endpoint: { path: '/chat', baseURL: `${other.url}/v2` }, transformer: fakeChat } };
    const ai = pipeline(httpProvider({ ...fakeVendor({ operations } as never), baseURL: main.url }, { model: 'm-1' }));
    open.push(ai);
    await ai.chat({ messages });
    expect(main.requests).toEqual([]);
    expect(other.requests[0]).toMatchObject({ url: '/v2/chat' });
    expect(other.requests[0]?.headers.authorization).toMatch(/^Bearer sk-fake/);
    const shown = await inspect(ai, 'chat', { messages });
    expect(shown.url).toBe(`${other.url}/v2/chat`);
  });

  it('goes where the user says, for all operations', async () => {
    const [main, other] = await twoServers();
    const operations = { chat: { endpoint: { path: '/chat', baseURL: other.url }, transformer: fakeChat } };
    const ai = pipeline(httpProvider(fakeVendor({ operations } as never), { model: 'm-1', baseURL: `${main.url}/v1` }));
    open.push(ai);
    await ai.chat({ messages });
    expect(main.requests[0]).toMatchObject({ url: '/v1/chat' });
    expect(other.requests).toEqual([]);
  });

  it('may be one of several exchanges', async () => {
    const [main, other] = await twoServers();
    const handle = async (call: never, exchange: Exchange) => {
      await exchange.send(call, { path: '/first' });
      await exchange.send(call, { path: '/second' }, { baseURL: `${other.url}/v2` });
      throw new KitError('server', 'seen enough');
    };
    const operations = { chat: { handle } };
    const ai = pipeline(httpProvider({ ...fakeVendor({ operations } as never), baseURL: main.url }, { model: 'm-1' }));
    const moved = pipeline(httpProvider(fakeVendor({ operations } as never), { model: 'm-1', baseURL: main.url }));
    open.push(ai, moved);
    expect((await failed(ai.chat({ messages }))).attempts).toHaveLength(2);
    expect(main.requests.map(({ url }) => url)).toEqual(['/first']);
    expect(other.requests.map(({ url }) => url)).toEqual(['/v2/second']);
    expect(other.requests[0]?.headers.authorization).toMatch(/^Bearer sk-fake/);
    await failed(moved.chat({ messages }));
    expect(main.requests.map(({ url }) => url)).toEqual(['/first', '/first', '/second']);
  });
});

describe('the query of a request', () => {
  it('may name a field several times', async () => {
    const [server] = await twoServers();
    const transformer = {
      ...fakeChat,
      encode: (request: never, context: never) => {
        const encoded = fakeChat.encode(request, context);
        return { ...encoded, wire: { ...encoded.wire, query: { tag: ['a', 'b c'], none: undefined, one: '1' } } };
      },
    };
    const operations = { chat: { endpoint: { path: '/chat' }, transformer } };
    const ai = pipeline(httpProvider(fakeVendor({ operations } as never), { model: 'm-1', baseURL: server.url }));
    open.push(ai);
    await ai.chat({ messages });
    expect(server.requests[0]?.url).toBe('/chat?tag=a&tag=b%20c&one=1');
  });
});

describe('the model of a request', () => {
  it('is never the default where it must be named', async () => {
    const [server] = await twoServers();
    const ai = pipeline(httpProvider(fakeVendor({ modelNamed: ['chat'] }), { model: 'm-1', baseURL: server.url }));
    open.push(ai);
    expect(await failed(ai.chat({ messages }))).toMatchObject({
      code: 'invalid-request',
      field: 'model',
      message: 'chat: `model` is required: set it in the request.',
    });
    expect(server.requests).toEqual([]);
    await ai.chat({ messages, model: 'm-2' });
    expect(server.requests[0]?.body).toContain('"m-2"');
  });
});

describe('a vendor of its own pace', () => {
  it('has deadlines of its own, which options and calls replace', async () => {
    const hanging = await fakeServer(() => {});
    open.push(hanging);
    const definition = fakeVendor({ deadlines: { headers: 30 } });
    const ai = pipeline(httpProvider(definition, { model: 'm-1', baseURL: hanging.url }));
    const patient = pipeline(
      httpProvider(definition, { model: 'm-1', baseURL: hanging.url, deadlines: { headers: 60 } }),
    );
    open.push(ai, patient);
    expect(await failed(ai.chat({ messages }))).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('30 ms'),
    });
    expect((await failed(patient.chat({ messages }))).message).toContain('60 ms');
    expect((await failed(ai.chat({ messages }, { deadlines: { headers: 45 } }))).message).toContain('45 ms');
  });

  it('says how to start its server where nobody listens', async () => {
    const gone = await fakeServer(() => {});
    await gone.close();
    const ai = pipeline(
      httpProvider(fakeVendor({ unreachableHint: 'Is `fake serve` running?' }), { model: 'm-1', baseURL: gone.url }),
    );
    open.push(ai);
    const error = await failed(ai.chat({ messages }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/refused.*Is `fake serve` running\?$/);
  });
});

describe('what a handled operation shows', () => {
  it('may take time, and say what it cannot do', async () => {
    const warnings = [{ feature: 'speed', detail: 'Not here.' }];
    const operations = {
      chat: {
        handle: () => Promise.reject(new KitError('server', 'not called')),
        inspect: async () => ({ wire: { path: '/later', body: { type: 'json' as const, value: 1 } }, warnings }),
      },
    };
    const ai = pipeline(httpProvider(fakeVendor({ operations } as never), { model: 'm-1' }));
    open.push(ai);
    const shown = await inspect(ai, 'chat', { messages });
    expect(shown).toMatchObject({ body: 1, warnings, url: expect.stringMatching(/\/later$/) });
  });
});

describe('the account of a credential', () => {
  it('is the pool’s where its keys share one, else the label', async () => {
    const [server] = await twoServers();
    const accounts: (string | undefined)[] = [];
    const transformer = {
      ...fakeChat,
      encode: (request: never, context: { origin: { account?: string } }) => {
        accounts.push(context.origin.account);
        return fakeChat.encode(request, context as never);
      },
    };
    const operations = { chat: { endpoint: { path: '/chat' }, transformer } };
    for (const account of ['acme', undefined]) {
      const apiKey = credentialPool({ keys: ['sk-one-0123456789abcd', 'sk-two-0123456789wxyz'], account });
      const auth = bearerAuth({ apiKey });
      const ai = pipeline(
        httpProvider(fakeVendor({ operations, auth } as never), { model: 'm-1', baseURL: server.url }),
      );
      open.push(ai);
      await ai.chat({ messages });
      await ai.chat({ messages });
    }
    expect(accounts).toEqual(['acme', 'acme', 'key …abcd', 'key …wxyz']);
  });

  it('stays with a grant that is changed, as all that is not', () => {
    class Renewable implements Grant {
      readonly label = 'mine';
      readonly account = 'acme';
      asked = 0;
      get renewable() {
        return this.asked > 0;
      }
      apply() {
        this.asked++;
      }
    }
    const grant = new Renewable();
    const changed = changedGrant(grant, { label: 'pooled' });
    expect(changed).toMatchObject({ label: 'pooled', account: 'acme', renewable: false, alternatives: false });
    changed.apply({ method: 'GET', url: 'https://x.example', headers: {} });
    expect(changed.renewable).toBe(true);
  });
});
