import { inspect, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { events, fakeChat, fakeServer, fakeStream, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import { completeByStream } from './complete-by-stream.ts';
import { httpProvider } from './http-provider.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

describe('a model that only streams', () => {
  it('answers completely what its stream comes to', async () => {
    const server = await fakeServer(({ body }, response) =>
      body.includes('"stream":true')
        ? events(response, { t: 'Hel' }, { t: 'lo' }, { usage: [3, 2] }, '[DONE]')
        : json(response, 200, { text: 'Whole' }),
    );
    const chat = { endpoint: { path: '/chat' }, transformer: fakeChat };
    const stream = { endpoint: { path: '/stream' }, streamTransformer: fakeStream };
    const provider = httpProvider({
      id: 'fake',
      name: 'Fake',
      baseURL: server.url,
      auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
      operations: { chat: completeByStream(chat, stream, ({ model }) => model === 'live'), stream },
    });
    const ai = pipeline(provider);
    open.push(server, ai);
    const messages = [user('Hi')];
    expect((await ai.chat({ model: 'm', messages })).text).toBe('Whole');
    expect((await ai.chat({ model: 'live', messages })).text).toBe('Hello');
    expect((await inspect(provider, 'chat', { model: 'live', messages })).url).toMatch(/\/stream$/);
    expect((await inspect(provider, 'chat', { model: 'm', messages })).url).toMatch(/\/chat$/);
  });
});
