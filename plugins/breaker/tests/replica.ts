// A process whose vendor is down: calls it until its circuit opens, says so, and lives on until it is ended.
//
//   node replica.ts redis|postgres <url> <name> <openMs>
import { setTimeout as sleep } from 'node:timers/promises';
import { defineProvider, KitError, pipeline, user } from '@kit/core';
import { postgresStore } from '@kit/store-postgres';
import { redisStore } from '@kit/store-redis';
import { breaker } from '../src/breaker.ts';

const [kind, url, name, openMs] = process.argv.slice(2) as [string, string, string, string];
const store = kind === 'redis' ? redisStore({ url }) : postgresStore({ url });
const vendor = defineProvider({
  id: 'vendor',
  operations: {
    chat: async () => {
      throw new KitError('server', 'down');
    },
  },
});
const ai = pipeline(vendor).use(breaker({ store, name, openMs: Number(openMs) }));
ai.on('breaker-transition', ({ to }) => console.log(to));
for (let call = 0; call < 5; call++) await ai.chat({ model: 'm', messages: [user('Hi')] }).catch(() => {});
await sleep(60_000);
