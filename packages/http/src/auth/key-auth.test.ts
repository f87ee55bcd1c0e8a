import { inspect as show } from 'node:util';
import { createContext } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failed } from '../../testing/failed.ts';
import type { Auth } from './auth.ts';
import { basicAuth } from './basic-auth.ts';
import { bearerAuth } from './bearer.ts';
import { credentialPool } from './credential-pool.ts';
import { headerAuth } from './header-auth.ts';
import { noAuth } from './no-auth.ts';

const key = 'sk-0123456789-0123456789';
afterEach(() => vi.unstubAllEnvs());

/** The headers that a strategy adds, and the credential's label. */
async function signed(auth: Auth, options = {}) {
  const grant = await auth.acquire(createContext(options));
  const headers: Record<string, string> = {};
  await grant.apply({ method: 'POST', url: 'https://x.example/', headers, body: '' });
  return { headers, label: grant.label };
}

describe('where the key comes from', () => {
  it('the option, as it is', async () => {
    expect(await signed(bearerAuth({ apiKey: key }))).toEqual({
      headers: { authorization: `Bearer ${key}` },
      label: 'key …6789',
    });
  });

  it('a function, asked before each request, at once or later', async () => {
    let turn = 0;
    const auth = bearerAuth({ apiKey: () => `key-${++turn}` });
    expect((await signed(auth)).headers.authorization).toBe('Bearer key-1');
    expect((await signed(auth)).headers.authorization).toBe('Bearer key-2');
    expect((await signed(bearerAuth({ apiKey: () => Promise.resolve('later') }))).headers.authorization).toBe(
      'Bearer later',
    );
  });

  it('the first environment variable that is set, read with the first call', async () => {
    const auth = bearerAuth({ environment: ['KIT_TEST_KEY_A', 'KIT_TEST_KEY_B'] });
    vi.stubEnv('KIT_TEST_KEY_B', 'from-b');
    expect((await signed(auth)).headers.authorization).toBe('Bearer from-b');
  });

  it('the call, which replaces everything else', async () => {
    const auth = bearerAuth({ apiKey: credentialPool({ keys: [key] }) });
    expect((await signed(auth, { credentials: { apiKey: 'of-the-call' } })).headers.authorization).toBe(
      'Bearer of-the-call',
    );
    expect(await failed(() => auth.acquire(createContext({ credentials: { organization: 'x' } })))).toMatchObject({
      code: 'authentication',
    });
  });

  it('nowhere, where the vendor needs none', async () => {
    expect((await signed(bearerAuth({ required: false }))).headers).toEqual({});
    expect((await signed(bearerAuth({ required: false }), { credentials: { other: 1 } })).headers).toEqual({});
    expect((await signed(noAuth())).headers).toEqual({});
  });
});

describe('a key that cannot be one', () => {
  it.each([`${key}\n`, ` ${key}`, 'with space', 'ключ-0123456789'])(
    'is a config error that does not show it: %j',
    async (wrong) => {
      const error = await failed(() => bearerAuth({ apiKey: wrong, owner: 'Acme' }));
      expect(error).toMatchObject({ code: 'config', field: 'apiKey', message: expect.stringMatching(/^Acme: /) });
      expect(show(error)).not.toContain('0123456789');
    },
  );

  it('is told alike when it comes from elsewhere', async () => {
    vi.stubEnv('KIT_TEST_KEY_A', 'line\nbreak');
    expect(await failed(() => signed(bearerAuth({ environment: ['KIT_TEST_KEY_A'] })))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('KIT_TEST_KEY_A'),
    });
    expect(await failed(() => signed(bearerAuth({ apiKey: () => undefined as unknown as string })))).toMatchObject({
      code: 'authentication',
    });
    expect(
      await failed(() => signed(bearerAuth({ apiKey: () => Promise.resolve(7 as unknown as string) }))),
    ).toMatchObject({ code: 'config' });
    expect(
      await failed(() => signed(bearerAuth({}), { credentials: { apiKey: 7 as unknown as string } })),
    ).toMatchObject({ code: 'config' });
  });

  it('if it is missing, the message names every place', async () => {
    const error = await failed(() =>
      signed(headerAuth({ header: 'x', option: 'token', environment: ['A_KEY', 'B_KEY'] })),
    );
    expect(error).toMatchObject({ code: 'authentication', field: 'token' });
    expect(error.message).toBe(
      'This provider needs a key: set the option `token`, the environment variable A_KEY, the environment variable B_KEY or the call option `credentials`.',
    );
  });
});

describe('where the key goes', () => {
  it("a header of the vendor's own, with its prefix", async () => {
    expect((await signed(headerAuth({ header: 'X-Api-Key', apiKey: key }))).headers).toEqual({ 'x-api-key': key });
    expect((await signed(headerAuth({ header: 'authorization', prefix: 'Token ', apiKey: key }))).headers).toEqual({
      authorization: `Token ${key}`,
    });
  });

  it('user and password as Basic, in UTF-8', async () => {
    vi.stubEnv('KIT_TEST_PASSWORD', 'pässword');
    const auth = basicAuth({ username: 'user', environment: { password: 'KIT_TEST_PASSWORD' } });
    expect((await signed(auth)).headers).toEqual({
      authorization: `Basic ${Buffer.from('user:pässword').toString('base64')}`,
    });
    expect((await signed(auth, { credentials: { username: 'a', password: 'b' } })).headers).toEqual({
      authorization: 'Basic YTpi',
    });
    expect(await failed(() => signed(auth, { credentials: { username: 'a' } }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('KIT_TEST_PASSWORD'),
    });
    expect(await failed(() => signed(basicAuth({ username: 'a:b', password: 'c' })))).toMatchObject({
      code: 'config',
      field: 'username',
    });
  });
});

describe('labels', () => {
  it('show the last characters of long keys only', async () => {
    expect((await signed(bearerAuth({ apiKey: '1234567890123456789' }))).label).toBe('key');
    expect((await signed(bearerAuth({ apiKey: '12345678901234567890' }))).label).toBe('key …7890');
  });
});
