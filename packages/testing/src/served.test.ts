import { user } from '@kit/core';
import { expect, it } from 'vitest';
import { openaiAnswer, openaiFailure } from './openai-wire/index.ts';
import { failureOf, served } from './served.ts';
import { wireProvider } from './wire-provider.ts';

const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');

it('answers in turn, and shows what was asked', async () => {
  await using vended = await served((at) => wireProvider({ ...at, model: 'm-1' }), [reply, openaiFailure(401, 'No.')], {
    path: '/v1',
  });
  expect((await vended.ai.chat({ messages })).text).toBe('Hello');
  expect((await failureOf(vended.ai.chat({ messages }))).code).toBe('authentication');
  expect(vended.body(0)).toMatchObject({ model: 'm-1' });
  expect(vended.request().path).toBe('/v1/chat/completions');
});

it('answers what a function says', async () => {
  await using vended = await served(
    (at) => wireProvider({ ...at, model: 'm-1' }),
    ({ path }) => (path === '/chat/completions' ? reply : { status: 404 }),
  );
  expect((await vended.ai.chat({ messages })).text).toBe('Hello');
});

it('says when no request came, and when nothing failed', async () => {
  await using vended = await served((at) => wireProvider(at), [reply]);
  expect(() => vended.request()).toThrow('No such request');
  await expect(failureOf(async () => {})).rejects.toThrow('did not fail');
});
