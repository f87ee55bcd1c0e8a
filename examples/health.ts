// Health checks: a vendor is asked on a schedule how it is, and calls are refused at once while it is down.
import { type KitError, pipeline, user } from '@kit/core';
import { health } from '@kit/plugin-health';
import { openai } from '@kit/provider-openai';
import { simulator } from '@kit/testing';
import { brain } from './vendors.ts';

const server = await simulator({ brain });
const vendor = openai({ apiKey: 'no-key-needed', baseURL: server.openaiURL });
const request = { model: 'gpt-6-luna', messages: [user('Say hello.')] };

const checks = health(vendor, { intervalMs: 30, recheckMs: 20, failures: 2, refuse: true });
const ai = pipeline(vendor).use(checks);

/** Resolves when the state is `wanted`. */
const reaches = (wanted: string) =>
  new Promise<void>((resolve) => {
    const stop = ai.on('health-transition', ({ from, to, detail }) => {
      console.log(`${from} → ${to}${detail === undefined ? '' : ` (${detail})`}`);
      if (to !== wanted) return;
      stop();
      resolve();
    });
  });

// The first call starts the checks.
const isWell = reaches('ok');
console.log((await ai.chat(request)).text);
await isWell;

const isDown = reaches('down');
server.faults.always({ status: 500 });
await isDown;
await ai.chat(request).catch(({ code }: KitError) => console.log(`refused: ${code}`));

const isBack = reaches('ok');
server.faults.clear();
await isBack;
console.log((await ai.chat(request)).text);

// Ends the checks.
await ai.close();
await server.close();
