import { inspect as print } from 'node:util';
import { inspect, user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answered, failed, key, served } from '../tests/served.ts';
import { gigachat } from './index.ts';

const messages = [user('Hi')];
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

afterEach(() => void vi.unstubAllEnvs());

describe('the key', () => {
  it('is exchanged as it is, with a scope and a request id of its own each time', async () => {
    await using vended = await served(() => answered(), { scope: 'GIGACHAT_API_B2B' });
    await vended.ai.chat({ messages });
    const [purchase] = vended.purchases();
    expect(purchase?.text()).toBe('scope=GIGACHAT_API_B2B');
    expect(purchase?.headers).toMatchObject({
      authorization: `Basic ${key}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      rquid: expect.stringMatching(uuid4),
    });
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer token-canary-1');
  });

  it('buys one token for calls that come together, and none for those that follow', async () => {
    await using vended = await served(() => answered());
    await Promise.all(Array.from({ length: 20 }, () => vended.ai.chat({ messages })));
    await vended.ai.chat({ messages });
    expect(vended.purchases()).toHaveLength(1);
  });

  it('buys another when the first is refused, and the call is made once more, no oftener', async () => {
    await using vended = await served(({ headers }) =>
      headers.authorization === 'Bearer token-canary-1'
        ? { status: 401, body: { status: 401, message: 'Token has expired' } }
        : answered(),
    );
    const answer = await vended.ai.chat({ messages });
    expect(answer.text).toBe('Привет!');
    expect(vended.purchases().map(({ headers }) => headers.rquid)).toHaveLength(2);
    expect(new Set(vended.purchases().map(({ headers }) => headers.rquid)).size).toBe(2);
    await using refused = await served(() => ({ status: 401, body: { status: 401, message: 'Unauthorized' } }));
    expect(await failed(refused.ai.chat({ messages }))).toMatchObject({ code: 'authentication', status: 401 });
    expect(refused.asked('/api/v1/chat/completions')).toHaveLength(2);
  });

  it.each([
    ['milliseconds', { access_token: 'token-canary-1', expires_at: Date.now() + 1_800_000 }],
    ['seconds, under the other names', { tok: 'token-canary-1', exp: Math.floor(Date.now() / 1000) + 1_800 }],
  ])('takes the end of a token in %s', async (_, body) => {
    await using vended = await served(
      () => answered(),
      {},
      () => ({ body }),
    );
    await vended.ai.chat({ messages });
    await vended.ai.chat({ messages });
    expect(vended.purchases()).toHaveLength(1);
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer token-canary-1');
  });

  it('renews a token a minute before its end, beside the calls', async () => {
    await using vended = await served(
      () => answered(),
      {},
      () => ({ body: { access_token: 'token-canary-1', expires_at: Date.now() + 50_000 } }),
    );
    await vended.ai.chat({ messages });
    await vended.ai.chat({ messages });
    await vi.waitFor(() => expect(vended.purchases()).toHaveLength(2));
  });

  it("is an authentication error where the exchange refuses it, in the vendor's words", async () => {
    await using vended = await served(
      () => answered(),
      {},
      () => ({ status: 400, body: { code: 7, message: 'scope from db not fully includes consumed scope' } }),
    );
    const error = await failed(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', status: 400 });
    expect(error.message).toContain('scope from db');
  });

  it('is told from client id and secret', async () => {
    await using vended = await served(() => answered(), { apiKey: 'client:secret' });
    expect(await failed(vended.ai.chat({ messages }))).toMatchObject({ code: 'config', field: 'apiKey' });
  });

  it('may be a function, or several in a pool, each with tokens of its own', async () => {
    await using asked = await served(() => answered(), { apiKey: async () => key });
    await asked.ai.chat({ messages });
    expect(asked.purchases()[0]?.headers.authorization).toBe(`Basic ${key}`);
    const other = btoa('another:one');
    await using pooled = await served(() => answered(), { apiKey: credentialPool({ keys: [key, other] }) });
    for (let call = 0; call < 4; call++) await pooled.ai.chat({ messages });
    expect(pooled.purchases().map(({ headers }) => headers.authorization)).toEqual([`Basic ${key}`, `Basic ${other}`]);
    expect(pooled.asked('/api/v1/chat/completions').map(({ headers }) => headers.authorization)).toEqual(
      [1, 2, 1, 2].map((number) => `Bearer token-canary-${number}`),
    );
  });

  it('of one call alone has a token of its own', async () => {
    await using vended = await served(() => answered());
    await vended.ai.chat({ messages }, { credentials: { apiKey: btoa('tenant:key') } });
    expect(vended.purchases()[0]?.headers.authorization).toBe(`Basic ${btoa('tenant:key')}`);
    await vended.ai.chat({ messages }, { credentials: { accessToken: 'token-of-a-tenant' } });
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer token-of-a-tenant');
    expect(vended.purchases()).toHaveLength(1);
  });

  it('is missed with the names of all places where it could be', async () => {
    await using vended = await served(() => answered(), { apiKey: undefined });
    const error = await failed(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', field: 'apiKey' });
    expect(error.message).toMatch(/apiKey.*GIGACHAT_CREDENTIALS/);
  });
});

describe('instead of a key', () => {
  it('there may be a token that was bought elsewhere', async () => {
    await using vended = await served(() => answered(), { accessToken: () => 'token-from-elsewhere' });
    await vended.ai.chat({ messages });
    expect(vended.server.requests).toHaveLength(1);
    expect(vended.server.requests[0]?.headers.authorization).toBe('Bearer token-from-elsewhere');
  });

  it('there may be a user and a password', async () => {
    await using vended = await served(
      ({ path }) =>
        path === '/api/v1/token' ? { body: { tok: 'token-of-a-user', exp: Date.now() + 1_800_000 } } : answered(),
      { username: 'jo', password: 'secret' },
    );
    await vended.ai.chat({ messages });
    expect(vended.asked('/api/v1/token')[0]?.headers.authorization).toBe(`Basic ${btoa('jo:secret')}`);
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer token-of-a-user');
  });

  it('there may be a certificate', async () => {
    await using vended = await served(() => answered(), { cert: 'no certificate', transport: fetchLike });
    await vended.ai.chat({ messages });
    expect(vended.server.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('the environment', () => {
  it('names key, scope and addresses', async () => {
    await using vended = await served(() => answered(), { apiKey: undefined, tokenURL: undefined, baseURL: undefined });
    vi.stubEnv('GIGACHAT_CREDENTIALS', key);
    vi.stubEnv('GIGACHAT_SCOPE', 'GIGACHAT_API_CORP');
    vi.stubEnv('GIGACHAT_AUTH_URL', `${vended.server.url}/oauth`);
    vi.stubEnv('GIGACHAT_BASE_URL', `${vended.server.url}/api/v1`);
    vi.stubEnv('GIGACHAT_MODEL', 'GigaChat-2-Pro');
    const provider = gigachat();
    const { pipeline } = await import('@kit/core');
    const ai = pipeline(provider);
    await ai.chat({ messages });
    expect(vended.purchases()[0]?.text()).toBe('scope=GIGACHAT_API_CORP');
    expect(vended.body()).toMatchObject({ model: 'GigaChat-2-Pro' });
    await ai.close();
  });
});

it('no secret is in anything that can be printed', async () => {
  await using vended = await served(({ headers }) => ({
    status: 403,
    body: { status: 403, message: `No: ${headers.authorization}` },
  }));
  const error = await failed(vended.ai.chat({ messages }));
  expect(error).toMatchObject({ code: 'permission' });
  await using refused = await served(
    () => answered(),
    {},
    ({ headers }) => ({ status: 401, body: { code: 6, message: `No: ${headers.authorization}` } }),
  );
  const atExchange = await failed(refused.ai.chat({ messages }));
  const shown = await inspect(vended.ai, 'chat', { messages });
  expect(shown.headers.authorization).toBe('Bearer ***');
  for (const thing of [
    error,
    error.toJSON(),
    error.vendor,
    error.attempts,
    atExchange,
    atExchange.vendor,
    vended.provider,
    vended.ai,
    shown,
  ]) {
    const text = `${print(thing, { depth: 10, showHidden: true })} ${JSON.stringify(thing) ?? ''}`;
    expect(text).not.toContain(key);
    expect(text).not.toContain('canary');
  }
});

/** Certificates are the transport's business; this one has none. */
const fetchLike: NonNullable<Parameters<typeof gigachat>[0]>['transport'] = async (request, options) => {
  const { fetchTransport } = await import('@kit/http');
  return fetchTransport()(request, options);
};
