// Nothing is left behind: one signal for many tasks, ended in every way.
import { getEventListeners } from 'node:events';
import { user } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, scriptedModel } from '../testing/scripted-model.ts';
import { defineTool, object, runTools, streamObject, streamTools } from './index.ts';

const messages = [user('Hi')];
const script: readonly (string | ScriptedAnswer)[] = [{ text: 'Well.', calls: [{ name: 'look' }] }, '{"a":1}'];
const look = defineTool({ name: 'look', run: async () => 'seen' });
const broken = defineTool({ name: 'look', run: () => Promise.reject(new Error('no')) });
const schema = z.object({ a: z.number() });

const ways: Readonly<Record<string, (options: { signal: AbortSignal }) => Promise<unknown>>> = {
  'a loop': (options) => runTools(model(), { messages, tools: [look] }, options),
  'a loop that fails': (options) => runTools(model(), { messages, tools: [broken], toolErrors: 'throw' }, options),
  'a streamed loop': (options) => streamTools(model(), { messages, tools: [look] }, options).response,
  'a streamed loop that is left': async (options) => {
    for await (const part of streamTools(model(), { messages, tools: [look] }, options))
      if (part.type === 'text') break;
  },
  'a streamed loop that is left in a tool': async (options) => {
    for await (const part of streamTools(model(), { messages, tools: [look] }, options))
      if (part.type === 'tool-start') break;
  },
  'a streamed loop that is cancelled': (options) => streamTools(model(), { messages, tools: [look] }, options).cancel(),
  'an object': (options) => object(model(), { messages, schema, corrections: 1 }, options),
  'a streamed object that fails': (options) =>
    streamObject(model(), { messages, schema, corrections: 0 }, options).response,
};

const model = () => scriptedModel(script).provider;

it.each(Object.entries(ways))('%s leaves no listener', async (_way, run) => {
  const { signal } = new AbortController();
  for (let round = 0; round < 20; round++) await run({ signal }).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

it('leaves no timer, also where a tool had a limit', async () => {
  const environment = virtualEnvironment();
  await runTools(model(), { messages, tools: [look], environment }, { deadlines: { total: 60_000 } });
  await streamTools(model(), { messages, tools: [look], environment }, { deadlines: { total: 60_000 } }).response;
  expect(environment.pendingTimers).toBe(0);
});
