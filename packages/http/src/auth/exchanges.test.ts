// Strategies that build on the exchange of tokens: keys that buy them, applications that buy them, and the choice among several.
import { createContext } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type FakeServer, fakeServer, json } from '../../testing/fake-vendor.ts';
import type { Auth } from './auth.ts';
import { bearerAuth } from './bearer.ts';
import { chosenAuth } from './chosen-auth.ts';
import { clientCredentials } from './client-credentials.ts';
import { credentialPool } from './credential-pool.ts';
import { keyExchange } from './key-exchange.ts';

const open: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const one of open.splice(0).reverse()) await one.close?.();
});

/** Sells `t1`, `t2`, … */
async function tokenServer(): Promise<FakeServer> {
  let count = 0;
  const server = await fakeServer((_, response) =>
    json(response, 200, { access_token: `t${++count}`, expires_in: 3_600 }),
  );
  open.push(server);
  return server;
}

async function sent(auth: Auth, credentials?: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
  open.push(auth);
  const headers: Record<string, string> = {};
  const grant = await auth.acquire(createContext(credentials ? { credentials } : {}));
  await grant.apply({ method: 'POST', url: '', headers });
  return headers;
}

describe('a key that buys tokens', () => {
  const exchange = (tokenURL: string, more: Partial<Parameters<typeof keyExchange>[0]> = {}) =>
    keyExchange({
      tokenURL,
      owner: 'Acme',
      environment: ['ACME_KEY'],
      request: (key) => ({ body: { type: 'urlencoded', fields: { key } } }),
      ...more,
    });

  it('comes from the option, a function, the environment or the call', async () => {
    vi.stubEnv('ACME_KEY', 'from-the-environment');
    const { url, requests } = await tokenServer();
    expect(await sent(exchange(url, { apiKey: 'from-the-option' }))).toEqual({ authorization: 'Bearer t1' });
    await sent(exchange(url, { apiKey: async () => 'from-a-function' }));
    const auth = exchange(url);
    await sent(auth);
    await sent(auth, { apiKey: 'from-the-call' });
    expect(requests.map(({ body }) => body)).toEqual(
      ['option', 'a-function', 'environment', 'call'].map((from) =>
        from === 'a-function' ? 'key=from-a-function' : `key=from-the-${from}`,
      ),
    );
  });

  it('may be one of a pool, each with tokens of its own', async () => {
    const { url, requests } = await tokenServer();
    const auth = exchange(url, { apiKey: credentialPool({ keys: ['key-one', 'key-two'] }) });
    const tokens = [await sent(auth), await sent(auth), await sent(auth)].map(({ authorization }) => authorization);
    expect(tokens).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t1']);
    expect(requests.map(({ body }) => body)).toEqual(['key=key-one', 'key=key-two']);
  });

  it('that is missing is asked for by its names', async () => {
    vi.stubEnv('ACME_KEY', '');
    const error = await failed(sent(exchange('http://127.0.0.1:1')));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('ACME_KEY') });
  });
});

describe('an application', () => {
  it('says who it is in the form, or by Basic', async () => {
    const { url, requests } = await tokenServer();
    const client = { tokenURL: url, clientId: 'app', clientSecret: 's', scope: 'all' };
    await sent(clientCredentials(client));
    await sent(clientCredentials({ ...client, clientIn: 'basic', clientSecret: async () => 's' }));
    expect(requests[0]?.body).toBe('grant_type=client_credentials&scope=all&client_id=app&client_secret=s');
    expect(requests[1]).toMatchObject({
      body: 'grant_type=client_credentials&scope=all',
      headers: { authorization: `Basic ${btoa('app:s')}` },
    });
  });

  it('of the call stands in for that of the house, never half of it', async () => {
    const { url, requests } = await tokenServer();
    const auth = clientCredentials({ tokenURL: url, clientId: 'app', clientSecret: 's', scope: 'all', owner: 'Acme' });
    await sent(auth, { clientId: 'theirs', clientSecret: 'x' });
    expect(requests[0]?.body).toContain('client_id=theirs&client_secret=x');
    expect(await failed(sent(auth, { clientId: 'theirs' }))).toMatchObject({ code: 'authentication' });
  });
});

describe('a choice', () => {
  it('is made with the first call, and anew for what a call brings', async () => {
    const one = bearerAuth({ apiKey: 'one' });
    const other = bearerAuth({ apiKey: 'other' });
    const choose = vi.fn((credentials?: object) => (credentials ? other : one));
    const auth = chosenAuth({ choose, strategies: [one, other] });
    expect(choose).not.toHaveBeenCalled();
    expect(await sent(auth)).toEqual({ authorization: 'Bearer one' });
    expect(await sent(auth)).toEqual({ authorization: 'Bearer one' });
    expect(await sent(auth, { apiKey: 'brought' })).toEqual({ authorization: 'Bearer brought' });
    expect(choose).toHaveBeenCalledTimes(2);
  });
});
