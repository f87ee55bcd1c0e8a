// One of several processes that share limits: makes calls until its time is over, and says when each began and ended.
//   node replica.ts redis|postgres <url> <name> <limits as JSON> <milliseconds a call takes> <milliseconds in all>
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatResponse, defineProvider, isKitError, pipeline, user } from '@kit/core';
import { postgresStore } from '@kit/store-postgres';
import { redisStore } from '@kit/store-redis';
import { ratelimit } from '../src/index.ts';

const [kind, url = '', name = '', limits = '{}', takesMs, lastsMs] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const store = kind === 'redis' ? redisStore({ url }) : postgresStore({ url, timeoutMs: 5_000 });
const vendor = defineProvider({
  id: 'vendor',
  operations: {
    chat: async () => {
      say(`began ${Date.now()}`);
      await sleep(Number(takesMs));
      say(`ended ${Date.now()}`);
      return chatResponse({
        choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
        meta: { provider: 'vendor', timings: {}, attempts: [] },
      });
    },
  },
});

const ai = pipeline(vendor).use(ratelimit({ ...JSON.parse(limits), store, name, leaseMs: 1_500 }));
const until = Date.now() + Number(lastsMs);
const worker = async () => {
  while (Date.now() < until) {
    try {
      await ai.chat({ messages: [user('Hi')] });
    } catch (error) {
      // Nobody waits here: the limits are reached.
      if (isKitError(error, 'rate-limit')) return;
      throw error;
    }
  }
};
await Promise.all(Array.from({ length: 10 }, worker));
await ai.close();
say('done');
await store.close();
