// On real sockets, with everything that can go wrong: no place is kept by a call that is over.
import { type KitError, pipeline, user } from '@kit/core';
import { bearerAuth, httpProvider } from '@kit/http';
import { memoryStore } from '@kit/store';
import { type Fault, randomFaults, simulator } from '@kit/testing';
import { openaiErrors, openaiOperations } from '@kit/transformer-openai';
import { expect, it } from 'vitest';
import { ratelimit } from './ratelimit.ts';

const faults: readonly Fault[] = [
  { status: 503 },
  { status: 429, retryAfterMs: 5 },
  { type: 'reset' },
  { type: 'cut', afterEvents: 2 },
  { type: 'hang', after: 'headers' },
  { type: 'malformed' },
  { type: 'error-event', afterEvents: 3 },
];

it('places are free again after calls that break, hang, are left or aborted, complete and streamed', async () => {
  await using server = await simulator({ faults: randomFaults({ probability: 0.5, faults }), tokenPauseMs: 1 });
  const vendor = httpProvider(
    {
      id: 'vendor',
      name: 'Vendor',
      baseURL: server.openaiURL,
      auth: bearerAuth({ apiKey: 'any', environment: [], owner: 'Vendor' }),
      operations: openaiOperations({}, { operations: ['chat', 'stream'], api: 'chat' }),
      errors: openaiErrors,
    },
    {},
  );
  const store = memoryStore();
  const ai = pipeline(vendor).use(ratelimit({ concurrency: 4, store }));
  const request = { model: 'gpt-6-luna', messages: [user('Say a few words about the sky.')] };
  const deadlines = { firstPart: 150, headers: 150, idle: 150 };
  const endings = { answered: 0, failed: 0, left: 0 };
  const one = async (index: number) => {
    const aborting = new AbortController();
    const options = { deadlines, signal: aborting.signal };
    try {
      if (index % 4 === 0) await ai.chat(request, options);
      else if (index % 4 === 1) await ai.stream(request, options).response;
      else {
        for await (const part of ai.stream(request, options)) {
          if (part.type !== 'text') continue;
          if (index % 4 === 3) aborting.abort();
          else break;
        }
        endings.left++;
        return;
      }
      endings.answered++;
    } catch (error) {
      expect((error as KitError).name).toBe('KitError');
      endings.failed++;
    }
  };
  await Promise.all(Array.from({ length: 120 }, (_, index) => one(index)));
  expect(endings.answered + endings.failed + endings.left).toBe(120);
  expect(Math.min(...Object.values(endings))).toBeGreaterThan(5);
  const places = { kind: 'level', key: 'ratelimit/provider=vendor/concurrency' } as const;
  await expect.poll(() => store.measure(places)).toEqual({ used: 0, held: 0 });
  await ai.close();
});
