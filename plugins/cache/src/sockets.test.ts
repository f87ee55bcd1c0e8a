// Streams through the cache on real sockets: what breaks is not kept, what is left is closed.
import {
  defineMiddleware,
  observe,
  type PartSource,
  pipeline,
  type StreamPart,
  sourceFromParts,
  user,
} from '@kit/core';
import { simulator, wireProvider } from '@kit/testing';
import { expect, it } from 'vitest';
import { cache } from './cache.ts';

const request = { model: 'gpt-6', messages: [user('one two three four five six seven eight nine ten')] };

it('keeps no stream that was cut, and answers the next one whole', async () => {
  await using vendor = await simulator();
  const provider = wireProvider({ apiKey: 'any', baseURL: vendor.openaiURL });
  await using ai = pipeline(provider).use(cache());
  vendor.faults.next({ type: 'cut', afterEvents: 3 });
  const both = await Promise.allSettled([ai.stream(request).response, ai.stream(request).response]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const whole = await ai.stream(request).response;
  expect(whole.meta.cache).toBeUndefined();
  const again = await ai.stream(request).response;
  expect(again).toMatchObject({ text: whole.text, meta: { cache: { hit: 'exact' } } });
  expect(again.usage).toBeUndefined();
});

it('closes the socket when the last of its readers leaves', async () => {
  await using vendor = await simulator();
  const provider = wireProvider({ apiKey: 'any', baseURL: vendor.openaiURL });
  await using ai = pipeline(provider).use(cache());
  vendor.faults.next({ type: 'hang', afterEvents: 4 });
  const read = async () => {
    for await (const part of ai.stream(request)) if (part.type === 'text') break;
  };
  await Promise.all([read(), read()]);
  const { aborted } = await (await vendor.received(1)).closed;
  expect(aborted).toBe(true);
});

it('tells a failure to who reads, so that a layer outside of it can go on', async () => {
  await using vendor = await simulator();
  const provider = wireProvider({ apiKey: 'any', baseURL: vendor.openaiURL });
  const goesOn = defineMiddleware({
    name: 'goes-on',
    stream: (next) => async (call) =>
      (await next(call)).through((source) => {
        let reading: PartSource<StreamPart> = source;
        return {
          read(wake) {
            try {
              return reading.read(wake);
            } catch {
              reading = sourceFromParts<StreamPart>([{ type: 'finish', finishReason: 'other' }]);
              return reading.read(wake);
            }
          },
          cancel: (reason) => reading.cancel(reason),
        };
      }),
  });
  await using ai = pipeline(provider).use(goesOn, cache());
  vendor.faults.next({ type: 'cut', afterEvents: 4 });
  const types: string[] = [];
  for await (const { type } of ai.stream(request)) types.push(type);
  expect(types.at(-1)).toBe('finish');
});

it('charges the reader that is left where the first one was aborted, with the attempts that were made', async () => {
  await using vendor = await simulator();
  const provider = wireProvider({ apiKey: 'any', baseURL: vendor.openaiURL });
  const charged: { tokens: number | undefined; attempts: number }[] = [];
  const budget = defineMiddleware({
    name: 'budget',
    stream: (next) =>
      observe(next, ({ context: { trace } }) => ({
        settled: ({ usage }) => charged.push({ tokens: usage?.outputTokens, attempts: trace.attempts.length }),
      })),
  });
  await using ai = pipeline(provider).use(budget, cache());
  const abort = new AbortController();
  const first = ai.stream(request, { signal: abort.signal });
  const second = ai.stream(request);
  await Promise.all([first.ready(), second.ready()]);
  abort.abort();
  const { text, usage } = await second.response;
  expect(text).not.toBe('');
  expect(usage?.outputTokens).toBeGreaterThan(0);
  expect(charged.at(-1)).toEqual({ tokens: usage?.outputTokens, attempts: 1 });
});
