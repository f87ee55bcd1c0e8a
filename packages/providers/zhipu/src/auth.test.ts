// Tokens that are signed with the key.
import { createHmac } from 'node:crypto';
import { createContext, KitError, pipeline, user } from '@kit/core';
import { failureOf, served, virtualEnvironment } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { zhipuAuth } from './auth.ts';
import { zhipu } from './index.ts';

const model = 'glm-4.7';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');

afterEach(() => void vi.unstubAllEnvs());

async function tokenOf(auth: ReturnType<typeof zhipuAuth>, environment = virtualEnvironment(), credentials?: object) {
  const headers: Record<string, string> = {};
  const context = createContext({ ...(credentials && { credentials: credentials as never }) }, environment);
  const grant = await auth.acquire(context);
  await grant.apply({ method: 'POST', url: 'https://api.z.ai/', headers });
  return { grant, token: headers.authorization?.replace('Bearer ', '') ?? '' };
}

const part = (token: string, at: number) => JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString());

describe('a signed token', () => {
  it('has times in milliseconds, and a signature that others can check', async () => {
    const environment = virtualEnvironment();
    const { token } = await tokenOf(zhipuAuth('key-id.secret', 'jwt'), environment);
    expect(part(token, 0)).toMatchObject({ alg: 'HS256', sign_type: 'SIGN' });
    const now = environment.now();
    expect(part(token, 1)).toEqual({ api_key: 'key-id', exp: now + 210_000, timestamp: now });
    const [head, claims, signature] = token.split('.');
    expect(signature).toBe(createHmac('sha256', 'secret').update(`${head}.${claims}`).digest('base64url'));
  });

  it('is used for three minutes, and again after it was refused', async () => {
    const environment = virtualEnvironment();
    const auth = zhipuAuth('key-id.secret', 'jwt');
    const first = await tokenOf(auth, environment);
    await environment.advance(179_000);
    const second = await tokenOf(auth, environment);
    expect(second.token).toBe(first.token);
    await environment.advance(1_000);
    const third = await tokenOf(auth, environment);
    expect(third.token).not.toBe(first.token);
    await environment.advance(1_000);
    third.grant.settle?.({ error: new KitError('authentication', 'Refused.') });
    expect((await tokenOf(auth, environment)).token).not.toBe(third.token);
  });

  it('is signed anew where the clock was set back', async () => {
    const environment = virtualEnvironment();
    const auth = zhipuAuth('key-id.secret', 'jwt');
    await environment.advance(60_000);
    const { token } = await tokenOf(auth, environment);
    const earlier = { ...environment, now: () => environment.now() - 60_000 } as typeof environment;
    expect((await tokenOf(auth, earlier)).token).not.toBe(token);
  });

  it('belongs to the key: a call may bring its own', async () => {
    const { token } = await tokenOf(zhipuAuth('a.b', 'jwt'), virtualEnvironment(), { apiKey: 'own.key' });
    expect(part(token, 1)).toMatchObject({ api_key: 'own' });
  });

  it('cannot be made of any other key', async () => {
    await using ai = pipeline(zhipu({ apiKey: 'no-dot-in-it', auth: 'jwt', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({ code: 'config', field: 'apiKey' });
  });

  it('that was refused is replaced once', async () => {
    await using vended = await served(
      (at) => zhipu({ ...at, apiKey: 'key-id.secret', auth: 'jwt', model }),
      [openaiFailure(401, 'Token expired', { code: '1003' }), reply],
    );
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.server.requests).toHaveLength(2);
  });
});

describe('a clock that is wrong', () => {
  it('is set right by the time that the vendor tells', async () => {
    const ahead = new Date(Date.now() + 600_000).toUTCString();
    const refused = { ...openaiFailure(401, 'Token expired', { code: '1003' }), headers: { date: ahead } };
    await using vended = await served(
      (at) => zhipu({ ...at, apiKey: 'key-id.secret', auth: 'jwt', model }),
      [refused, reply],
    );
    await vended.ai.chat({ messages });
    const timeOf = (index: number) =>
      part(vended.request(index).headers.authorization?.replace('Bearer ', '') ?? '', 1).timestamp as number;
    expect(Math.round((timeOf(1) - timeOf(0)) / 60_000)).toBe(10);
  });
});

describe('a key', () => {
  it('goes as it is otherwise', async () => {
    await using vended = await served((at) => zhipu({ ...at, apiKey: 'key-id.secret', model }), [reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer key-id.secret');
  });

  it('is asked for by the names of its variables', async () => {
    for (const name of ['ZHIPUAI_API_KEY', 'ZAI_API_KEY', 'BIGMODEL_API_KEY']) vi.stubEnv(name, '');
    await using ai = pipeline(zhipu({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringMatching(/ZHIPUAI_API_KEY.*ZAI_API_KEY.*BIGMODEL_API_KEY/),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await served(
      (at) => zhipu({ ...at, apiKey: 'key-id.secret-0123456789', model }),
      [openaiFailure(401, 'Bad key key-id.secret-0123456789', { code: '1000' })],
    );
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('secret-0123456789');
  });
});
