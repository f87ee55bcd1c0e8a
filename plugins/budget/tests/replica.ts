// One of several processes that spend from one budget: calls one after the other until there is nothing left.
//   node replica.ts redis|postgres <url> <name> <limit in USD> release|charge
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatResponse, defineProvider, isKitError, pipeline, user } from '@kit/core';
import { postgresStore } from '@kit/store-postgres';
import { redisStore } from '@kit/store-redis';
import { budget } from '../src/index.ts';

const [kind, url = '', name = '', limit, lapsed] = process.argv.slice(2);
// Written at once: what is billed is billed, also when the process dies in the next moment.
const say = (line: string) => writeSync(1, `${line}\n`);

const store = kind === 'redis' ? redisStore({ url }) : postgresStore({ url, timeoutMs: 5_000 });
const vendor = defineProvider({
  id: 'vendor',
  catalogue: async () => ({
    provider: 'vendor',
    asOf: '2026-01-01',
    models: [{ id: 'm', price: { input: 1_000, output: 1_000 } }],
  }),
  operations: {
    chat: async () => {
      const outputTokens = 1 + Math.floor(Math.random() * 20);
      say(`billed ${outputTokens + 1}`);
      await sleep(5 + Math.random() * 20);
      return chatResponse({
        choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
        meta: { provider: 'vendor', timings: {}, attempts: [] },
        usage: { state: 'reported', inputTokens: 1, outputTokens },
      });
    },
  },
});

const spending = budget({
  limit: Number(limit),
  period: 'year',
  store,
  name,
  leaseMs: 1_000,
  lapsed: lapsed as 'release' | 'charge',
});
const ai = pipeline(vendor).use(spending);
for (;;) {
  try {
    await ai.chat({ model: 'm', messages: [user('Hi')], maxTokens: 20 });
  } catch (error) {
    if (!isKitError(error, 'budget-exceeded')) throw error;
    if (error.retry === 'never') break;
    // Others have reserved the rest.
    await sleep(20);
  }
}
await ai.close();
say('used up');
await store.close();
