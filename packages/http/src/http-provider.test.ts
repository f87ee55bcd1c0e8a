import { inspect as show } from 'node:util';
import { type Catalogue, createContext, inspect, isKitError, type KitError, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { headerAuth } from './auth/header-auth.ts';
import { bearerAuth } from './auth/bearer.ts';
import type { HttpProviderDefinition, HttpProviderOptions } from './definition.ts';
import { httpProvider } from './http-provider.ts';
import { type Answer, events, type FakeServer, fakeChat, fakeServer, fakeVendor, json } from './testing/fake-vendor.ts';

const messages = [user('Hi')];
const hello = { text: 'Hello', model: 'm-1-2026', tokens: [3, 5] };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function served(answer: Answer, options: HttpProviderOptions = {}, change: Partial<HttpProviderDefinition<'chat' | 'stream'>> = {}) {
  const server = await fakeServer(answer);
  const provider = httpProvider(fakeVendor(change), { baseURL: `${server.url}/v1`, model: 'm-1', ...options });
  const ai = pipeline(provider);
  open.push(server, ai);
  return { server, ai };
}

const failed = async (promise: Promise<unknown>): Promise<KitError> => {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!isKitError(error)) throw error;
  return error;
};

describe('a complete reply', () => {
  it('brings the decoded answer with meta, usage and the attempt', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello, { 'x-request-id': 'req-7', 'x-ratelimit-remaining-requests': '9' }));
    const answer = await ai.chat({ messages });
    expect(answer.text).toBe('Hello');
    expect(answer.usage).toEqual({ state: 'reported', inputTokens: 3, outputTokens: 5 });
    expect(answer.meta).toMatchObject({ provider: 'fake', requestedModel: 'm-1', model: 'm-1-2026', responseId: 'r1', requestId: 'req-7', status: 200, credential: 'key …cdef' });
    expect(answer.meta.rateLimit?.limits).toEqual([{ name: 'requests', remaining: 9 }]);
    expect(answer.meta.attempts).toHaveLength(1);
    expect(answer.meta.attempts[0]).toMatchObject({ outcome: 'complete', status: 200, requestId: 'req-7', model: 'm-1-2026', usage: { inputTokens: 3 } });
    expect(answer.meta.timings.totalMs).toBeGreaterThanOrEqual(answer.meta.timings.headersMs as number);
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/v1/chat', body: '{"model":"m-1","prompt":"Hi"}' });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-fake-0123456789abcdef', 'content-type': 'application/json', 'user-agent': expect.stringMatching(/^kit\//) });
  });

  it('goes over one kept connection, call after call', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello));
    for (let call = 0; call < 5; call++) await ai.chat({ messages });
    expect(server.opened()).toBe(1);
  });
});

describe('a streamed reply', () => {
  it('opens at its first content and ends with usage, meta and the attempt', async () => {
    const { ai } = await served((_, response) => events(response, { t: 'Hel' }, { t: 'lo' }, { end: true, tokens: [3, 5] }, '[DONE]'));
    const parts = [];
    for await (const part of ai.stream({ messages })) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish']);
    expect(parts.at(-1)).toMatchObject({ usage: { inputTokens: 3, outputTokens: 5 }, meta: { provider: 'fake', responseId: 'r1', attempts: [{ outcome: 'complete' }] } });
  });

  it('keeps its connection for the next call', async () => {
    const { server, ai } = await served((_, response) => events(response, { t: 'Hello' }, '[DONE]'));
    for (let call = 0; call < 3; call++) expect((await ai.stream({ messages }).response).text).toBe('Hello');
    expect(server.opened()).toBe(1);
  });
});
