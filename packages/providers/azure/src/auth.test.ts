// Identities of Entra ID: bought with a secret, a federated token, or by the machine itself.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, user } from '@kit/core';
import { failureOf, type ReceivedRequest, replayServer } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AzureOptions, azure } from './index.ts';

const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');

afterEach(() => void vi.unstubAllEnvs());

/** Sells `t1`, `t2`, … at `/token`; refuses the tokens in `stale`. */
async function vending(options: AzureOptions | ((url: string) => AzureOptions), stale: readonly string[] = []) {
  for (const name of ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY']) vi.stubEnv(name, '');
  const bought: ReceivedRequest[] = [];
  const server = await replayServer({
    answer: (request) => {
      if (request.path.startsWith('/token')) {
        bought.push(request);
        const expiresOn = Math.floor(Date.now() / 1000) + 3600;
        return { body: { access_token: `t${bought.length}`, expires_on: String(expiresOn), token_type: 'Bearer' } };
      }
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      return stale.includes(token) ? { status: 401, body: { error: { code: '401', message: 'Expired.' } } } : reply;
    },
  });
  const more = typeof options === 'function' ? options(server.url) : options;
  const ai = pipeline(azure({ baseURL: server.url, model: 'my-chat', tokenURL: `${server.url}/token`, ...more }));
  return {
    ai,
    bought,
    server,
    async [Symbol.asyncDispose]() {
      await ai.close();
      await server.close();
    },
  };
}

describe('a token', () => {
  it('that a function answers is a bearer, and nothing else is sent', async () => {
    await using vended = await vending({ accessToken: async () => 'entra-token' });
    await vended.ai.chat({ messages });
    const { headers } = vended.server.requests[0] as ReceivedRequest;
    expect(headers.authorization).toBe('Bearer entra-token');
    expect(headers).not.toHaveProperty('api-key');
  });

  it('of an application is bought with a scope, once for calls that come together', async () => {
    await using vended = await vending({ tenantId: 'tenant', clientId: 'app', clientSecret: 'secret' });
    await Promise.all(Array.from({ length: 5 }, () => vended.ai.chat({ messages })));
    expect(vended.bought).toHaveLength(1);
    expect(vended.bought[0]?.text()).toBe(
      'grant_type=client_credentials&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default&client_id=app&client_secret=secret',
    );
  });

  it('that was refused is bought anew, once', async () => {
    await using vended = await vending({ clientId: 'app', clientSecret: 'secret' }, ['t1']);
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.bought).toHaveLength(2);
    await using never = await vending({ clientId: 'app', clientSecret: 'secret' }, ['t1', 't2']);
    expect(await failureOf(never.ai.chat({ messages }))).toMatchObject({ code: 'authentication' });
    expect(never.bought).toHaveLength(2);
  });

  it('of a workload is bought with what the file says now', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kit-azure-'));
    const file = join(folder, 'token');
    await writeFile(file, 'federated-1\n');
    await using vended = await vending({ clientId: 'app', federatedTokenFile: file }, ['t1']);
    await writeFile(file, 'federated-2\n');
    await vended.ai.chat({ messages });
    expect(vended.bought[0]?.text()).toContain('client_assertion=federated-2');
    expect(vended.bought[0]?.text()).toContain(
      'client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer',
    );
    await rm(folder, { recursive: true });
    expect(await failureOf(vended.ai.chat({ messages }, { credentials: { apiKey: '' } }))).toMatchObject({
      code: 'authentication',
    });
  });

  it('of a machine is for a resource, which has no `/.default`', async () => {
    await using vended = await vending({ managedIdentity: true, clientId: 'mine' });
    await vended.ai.chat({ messages });
    const [asked] = vended.bought;
    expect(asked?.method).toBe('GET');
    expect(asked?.headers.metadata).toBe('true');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({
      'api-version': '2018-02-01',
      resource: 'https://cognitiveservices.azure.com',
      client_id: 'mine',
    });
  });

  it('of an App Service is asked for where its environment says', async () => {
    vi.stubEnv('IDENTITY_HEADER', 'header-1');
    await using vended = await vending((url) => {
      vi.stubEnv('IDENTITY_ENDPOINT', `${url}/token/msi`);
      return { tokenURL: undefined };
    });
    await vended.ai.chat({ messages });
    expect(vended.bought[0]?.path).toBe('/token/msi');
    expect(vended.bought[0]?.headers['x-identity-header']).toBe('header-1');
    expect(vended.bought[0]?.query.get('api-version')).toBe('2019-08-01');
  });
});
