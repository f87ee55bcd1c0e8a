// Service accounts against a token server of our own, and Google's library where it is there and where it is not.
import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { pipeline, user } from '@kit/core';
import { failureOf, type ReceivedRequest, replayServer } from '@kit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { geminiAnswer } from '../tests/conformance/gemini.ts';
import { defaultCredentials } from './default-credentials.ts';
import { type VertexOptions, vertex } from './index.ts';

const messages = [user('Hi')];
const { reply } = geminiAnswer([{ text: 'Hello' }], 'STOP');
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

beforeEach(() => {
  for (const name of ['GOOGLE_CLIENT_EMAIL', 'GOOGLE_PRIVATE_KEY', 'GOOGLE_API_KEY', 'GOOGLE_VERTEX_API_KEY'])
    vi.stubEnv(name, '');
});
afterEach(() => void vi.unstubAllEnvs());

/** Sells `t1`, `t2`, … at `/token`; refuses the tokens in `stale`. */
async function vending(options: (url: string) => VertexOptions, stale: readonly string[] = []) {
  let sold = 0;
  const server = await replayServer({
    answer: ({ path, headers }) => {
      if (path === '/token') return { body: { access_token: `t${++sold}`, expires_in: 3599, token_type: 'Bearer' } };
      return stale.includes(headers.authorization?.slice('Bearer '.length) ?? '')
        ? { status: 401, body: { error: { code: 401, message: 'Expired.', status: 'UNAUTHENTICATED' } } }
        : reply;
    },
  });
  const ai = pipeline(
    vertex({ baseURL: server.url, project: 'p1', model: 'gemini-3.8-flash', ...options(server.url) }),
  );
  return {
    ai,
    server,
    bought: () => server.requests.filter(({ path }) => path === '/token'),
    async [Symbol.asyncDispose]() {
      await ai.close();
      await server.close();
    },
  };
}

const account = (url: string) => ({
  client_email: 'robot@p1.iam.gserviceaccount.com',
  private_key: privateKey,
  private_key_id: 'key-1',
  token_uri: `${url}/token`,
});

/** Header and claims of the assertion that was sold a token, its signature checked. */
function assertionOf(request: ReceivedRequest | undefined) {
  const form = new URLSearchParams(request?.text());
  const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const good = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(createPublicKey(publicKey), Buffer.from(signature, 'base64url'));
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { grantType: form.get('grant_type'), good, header: read(header), claims: read(claims) };
}

describe('a service account', () => {
  it('signs what it exchanges, once for calls that come together', async () => {
    await using vended = await vending((url) => ({ serviceAccount: account(url), subject: 'ann@example.com' }));
    await Promise.all(Array.from({ length: 5 }, () => vended.ai.chat({ messages })));
    expect(vended.bought()).toHaveLength(1);
    const { grantType, good, header, claims } = assertionOf(vended.bought()[0]);
    const now = Date.now() / 1000;
    expect(grantType).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(good).toBe(true);
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(claims).toMatchObject({
      iss: 'robot@p1.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: `${vended.server.url}/token`,
      sub: 'ann@example.com',
    });
    // Signed a little before now, since clocks differ.
    expect(claims.iat).toBeLessThan(now - 5);
    expect(claims.exp - claims.iat).toBe(3600);
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer t1');
  });

  it('buys another token when one is refused, once', async () => {
    await using vended = await vending((url) => ({ serviceAccount: account(url) }), ['t1']);
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.bought()).toHaveLength(2);
  });

  it('of the environment may have its line breaks written out', async () => {
    vi.stubEnv('GOOGLE_CLIENT_EMAIL', 'env@p1.iam.gserviceaccount.com');
    vi.stubEnv('GOOGLE_PRIVATE_KEY', privateKey.replaceAll('\n', '\\n'));
    await using vended = await vending((url) => ({ tokenURL: `${url}/token` }));
    await vended.ai.chat({ messages });
    expect(assertionOf(vended.bought()[0])).toMatchObject({
      good: true,
      claims: { iss: 'env@p1.iam.gserviceaccount.com' },
    });
  });

  it('whose key is none says so without showing it', async () => {
    await using vended = await vending((url) => ({
      serviceAccount: { ...account(url), private_key: 'secret-but-no-key' },
    }));
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('config');
    expect(JSON.stringify(error) + String(error.cause)).not.toContain('secret-but-no-key');
  });
});

describe('credentials of the environment', () => {
  it('need a package, and say so where it is missing', async () => {
    const found = defaultCredentials(() => Promise.reject(new Error("Cannot find package 'google-auth-library'")));
    expect(await failureOf(async () => found.acquire({} as never))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('google-auth-library'),
    });
  });

  it("are Google's library's to find; a token that was refused is not taken again", async () => {
    const client = {
      credentials: {},
      asked: 0,
      getAccessToken: async () => ({ token: `adc-${client.asked++ < 2 ? 1 : 2}` }),
    };
    const found = defaultCredentials(async () => ({
      GoogleAuth: class {
        getClient = async () => client;
      },
    }));
    const sent = async (fails: boolean) => {
      const headers: Record<string, string> = {};
      const grant = await found.acquire({} as never);
      await grant.apply({ method: 'POST', url: '', headers });
      if (fails) grant.settle?.({ error: { code: 'authentication' } as never });
      return headers.authorization;
    };
    expect(await sent(true)).toBe('Bearer adc-1');
    expect(await sent(false)).toBe('Bearer adc-2');
  });

  it('that are not there are an authentication error with what could be done', async () => {
    const found = defaultCredentials(async () => ({
      GoogleAuth: class {
        getClient = () => Promise.reject(new Error('Could not load the default credentials.'));
      },
    }));
    expect(await failureOf(async () => found.acquire({} as never))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('GOOGLE_APPLICATION_CREDENTIALS'),
    });
  });
});

describe('a token', () => {
  it('of the call stands in for that of the house', async () => {
    await using vended = await vending(() => ({ accessToken: async () => 'house-token' }));
    await vended.ai.chat({ messages });
    await vended.ai.chat({ messages }, { credentials: { accessToken: 'their-token' } });
    expect(vended.server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer house-token',
      'Bearer their-token',
    ]);
  });
});
