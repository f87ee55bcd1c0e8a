// Keys, and tokens that are bought with a signed request.
import { pipeline, user } from '@kit/core';
import { failureOf, served } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bceAuthorization, bcePrefix, bceSigningKey } from './auth.ts';
import { ernie } from './index.ts';

const model = 'ernie-4.5-turbo-128k';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const bought = { body: { token: 'bce-v3/ALTAK-token', expireTime: '2099-01-01T00:00:00Z' } };

afterEach(() => void vi.unstubAllEnvs());

describe('bce-auth-v1', () => {
  // The example of the vendor's documents: https://cloud.baidu.com/doc/Reference/s/hjwvz1y4f
  const now = new Date('2015-04-27T08:23:49Z');

  it('derives the key of the published example', async () => {
    const prefix = bcePrefix('0b0f67dfb88244b289b72b142befad0c', now);
    expect(prefix).toBe('bce-auth-v1/0b0f67dfb88244b289b72b142befad0c/2015-04-27T08:23:49Z/1800');
    expect(await bceSigningKey('bad522c2126a4618a8125f4b6cf6356f', prefix)).toBe(
      'd9f35aaba8a5f3efa654851917114b6f22cd831116fd7d8431e08af22dcff24c',
    );
  });

  it('signs method, path, query and host', async () => {
    const request = {
      accessKey: 'ak',
      secretKey: 'sk',
      method: 'GET',
      host: 'iam.bj.baidubce.com',
      path: '/v1/BCE-BEARER/token',
      query: { expireInSeconds: '86400' },
      now,
    };
    const signed = await bceAuthorization(request);
    expect(signed).toMatch(/^bce-auth-v1\/ak\/2015-04-27T08:23:49Z\/1800\/host\/[0-9a-f]{64}$/);
    for (const change of [{ method: 'PUT' }, { path: '/' }, { query: {} }, { host: 'x' }, { secretKey: 'other' }])
      expect(await bceAuthorization({ ...request, ...change })).not.toBe(signed);
  });
});

describe("an account's keys", () => {
  const keys = { accessKey: 'ak', secretKey: 'sk-0123456789abcdef' };
  const serving = (answers: Parameters<typeof served>[1]) =>
    served(({ baseURL }) => ernie({ baseURL, tokenURL: `${baseURL}/v1/BCE-BEARER/token`, model, ...keys }), answers);

  it('buy a token, once', async () => {
    await using vended = await serving([bought, reply, reply]);
    await vended.ai.chat({ messages });
    await vended.ai.chat({ messages });
    expect(vended.server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/BCE-BEARER/token',
      'POST /chat/completions',
      'POST /chat/completions',
    ]);
    expect(vended.request(0).headers.authorization).toMatch(/^bce-auth-v1\/ak\//);
    expect(vended.request(1).headers.authorization).toBe('Bearer bce-v3/ALTAK-token');
  });

  it('buy another one where it was refused', async () => {
    const expired = openaiFailure(401, 'Expired', { code: 'invalid_iam_token' });
    await using vended = await serving([bought, expired, bought, reply]);
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
  });

  it('that are wrong are told without being shown', async () => {
    await using vended = await serving([{ status: 403, body: { message: 'Signature of sk-0123456789abcdef' } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('ALTAK');
  });

  it('come in twos', async () => {
    await using ai = pipeline(ernie({ accessKey: 'ak', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('QIANFAN_SECRET_KEY'),
    });
  });

  it('may come from the environment, or with a call', async () => {
    vi.stubEnv('QIANFAN_API_KEY', '');
    vi.stubEnv('QIANFAN_ACCESS_KEY', 'ak');
    vi.stubEnv('QIANFAN_SECRET_KEY', 'sk');
    await using vended = await served(
      ({ baseURL }) => ernie({ baseURL, tokenURL: `${baseURL}/token`, model }),
      [bought, reply, bought, reply, reply],
    );
    await vended.ai.chat({ messages });
    expect(vended.request(0).path).toBe('/token');
    await vended.ai.chat({ messages }, { credentials: { accessKey: 'other', secretKey: 'sk' } });
    expect(vended.request(2).headers.authorization).toMatch(/^bce-auth-v1\/other\//);
    await vended.ai.chat({ messages }, { credentials: { apiKey: 'own' } });
    expect(vended.request(4).headers.authorization).toBe('Bearer own');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('QIANFAN_API_KEY', '');
    await using ai = pipeline(ernie({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('QIANFAN_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await served(
      (at) => ernie({ ...at, model }),
      [openaiFailure(401, 'Bad', { code: 'invalid_api_key' })],
    );
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});
