import { pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answer, apiKey, failure, served } from '../tests/served.ts';
import { cohere } from './index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const messages = [user('Hi')];
const hello = answer({ content: [{ type: 'text', text: 'Hello' }] });

describe('cohere()', () => {
  it('offers what Cohere has', () => {
    const ai = pipeline(cohere({ apiKey }));
    expect(Object.keys(ai.handlers).sort()).toEqual([
      'chat',
      'countTokens',
      'embed',
      'health',
      'models',
      'parse',
      'rerank',
      'stream',
      'transcribe',
    ]);
    // @ts-expect-error Cohere makes no images.
    expect(ai.image).toBeTypeOf('function');
  });

  it('sends its key as a bearer token, and its name where it has one', async () => {
    const { ai, server } = await served([hello], { clientName: 'my-app' });
    await ai.chat({ messages });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${apiKey}`, 'x-client-name': 'my-app' });
  });

  it('finds key and address in the environment', async () => {
    const { server } = await served([hello]);
    vi.stubEnv('CO_API_URL', server.url);
    vi.stubEnv('CO_API_KEY', 'co-second-0123456789');
    const ai = pipeline(cohere({ model: 'command-a-03-2025' }));
    await ai.chat({ messages });
    vi.stubEnv('COHERE_API_KEY', 'co-first-0123456789');
    const other = pipeline(cohere({ model: 'command-a-03-2025' }));
    await other.chat({ messages });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer co-second-0123456789',
      'Bearer co-first-0123456789',
    ]);
    await ai.close();
    await other.close();
  });

  it.each([
    [{ clientname: 'x' }, 'clientname'],
    [{ clientName: 5 }, 'clientName'],
    [{ baseURL: 'nowhere' }, 'baseURL'],
  ])('refuses %j and names the option', (options, field) => {
    expect(() => cohere(options as never)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('tells the limits of trial keys', async () => {
    const headers = {
      'x-trial-endpoint-call-limit': '20',
      'x-trial-endpoint-call-remaining': '19',
      'x-endpoint-monthly-call-limit': '1000',
      'x-debug-trace-id': 't-1',
    };
    const { ai } = await served([{ ...hello, headers }]);
    const { meta } = await ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([
      { name: 'requests', window: 'minute', limit: 20, remaining: 19 },
      { name: 'requests', window: 'month', limit: 1000 },
    ]);
    expect(meta.requestId).toBe('t-1');
  });
});

describe('failures', () => {
  it.each([
    [
      400,
      { message: 'too many tokens: size limit exceeded by 25836 tokens.', error_type: 'TOO_MANY_TOKENS' },
      'context-length',
    ],
    [400, { message: 'invalid request: message must be at least 1 token long.' }, 'invalid-request'],
    [401, { id: 'x', message: 'Incorrect API key provided: ***.' }, 'authentication'],
    [402, { message: 'Please add a payment method.' }, 'billing'],
    [403, { message: 'Not allowed.' }, 'permission'],
    [404, { id: 'x', message: "model 'nonexistent' not found, make sure the correct model ID was used." }, 'not-found'],
    [404, { id: 'x', message: "model 'command-r-plus' was removed on September 15, 2025." }, 'not-found'],
    [422, { message: 'unknown field: user' }, 'invalid-request'],
    [429, { message: 'You are using a Trial key, which is limited to 20 API calls / minute.' }, 'rate-limit'],
    [429, { message: 'You are using a Trial key, which is limited to 1000 API calls / month.' }, 'rate-limit'],
    [498, { message: 'invalid token' }, 'authentication'],
    [498, { message: 'blocked for safety reasons' }, 'content-filter'],
    [499, { message: 'client closed request' }, 'aborted'],
    [500, { message: 'internal server error' }, 'server'],
    [501, { message: 'not implemented' }, 'unsupported'],
    [503, { message: 'service unavailable' }, 'overloaded'],
    [504, { message: 'gateway timeout' }, 'timeout'],
  ])('with status %i (%j) are %s', async (status, body, code) => {
    const { ai } = await served([{ status, body }]);
    expect(await failure(ai.chat({ messages }))).toMatchObject({
      code,
      status,
      provider: 'cohere',
      model: 'command-a-plus-05-2026',
    });
  });

  it('of a month’s allowance are not tried again with the same key', async () => {
    const { ai } = await served([{ status: 429, body: { message: 'limited to 1000 API calls / month' } }]);
    // With one key alone there is no other to try.
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'rate-limit', retry: 'other-provider' });
  });

  it('never show the key', async () => {
    const { ai } = await served([{ status: 401, body: { message: `The key ${apiKey} is invalid.` } }]);
    const error = await failure(ai.stream({ messages }).ready());
    expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.vendor)} ${error.stack}`).not.toContain(
      apiKey,
    );
  });
});
