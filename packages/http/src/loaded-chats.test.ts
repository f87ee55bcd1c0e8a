import { inspect, user } from '@kit/core';
import { expect, it } from 'vitest';
import { fakeChat, fakeStream } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import { httpProvider } from './http-provider.ts';
import { loadedChats } from './loaded-chats.ts';

it('chats of a wire are loaded with the first call, and lie where they are said to', async () => {
  let loads = 0;
  const load = async () => {
    loads++;
    return {
      chat: { endpoint: { path: '/messages' }, transformer: fakeChat },
      stream: { endpoint: { path: '/messages' }, streamTransformer: fakeStream },
    };
  };
  const make = (place: Parameters<typeof loadedChats>[1], baseURL?: string) =>
    httpProvider(
      {
        id: 'fake',
        name: 'Fake',
        baseURL: 'https://api.example/v1',
        auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
        operations: loadedChats(load, place),
      },
      { ...(baseURL !== undefined && { baseURL }) },
    );
  const urlOf = async (provider: ReturnType<typeof make>) =>
    (await inspect(provider, 'chat', { model: 'm', messages: [user('Hi')] })).url;
  const here = make({});
  expect(loads).toBe(0);
  expect(await urlOf(here)).toBe('https://api.example/v1/messages');
  expect(loads).toBe(1);
  expect(await urlOf(make({ move: (path) => `/other${path}` }))).toBe('https://api.example/v1/other/messages');
  const elsewhere = { baseURL: 'https://api.example/other/v1' };
  expect(await urlOf(make(elsewhere))).toBe('https://api.example/other/v1/messages');
  expect(await urlOf(make(elsewhere, 'https://proxy.example'))).toBe('https://proxy.example/messages');
});
