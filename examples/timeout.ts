// Timeouts: no first word, silence in the middle of an answer, an answer that drips, and a bound for each attempt.
import { type KitError, pipeline, user } from '@kit/core';
import { retry } from '@kit/plugin-retry';
import { timeout } from '@kit/plugin-timeout';
import { openai } from '@kit/provider-openai';
import { simulator } from '@kit/testing';
import { brain } from './vendors.ts';

const server = await simulator({ brain, tokenPauseMs: 5 });
const vendor = openai({ apiKey: 'no-key-needed', baseURL: server.openaiURL, api: 'chat' });
const request = { model: 'gpt-6-luna', messages: [user('Why is the sky blue?')] };
// The first call loads the HTTP client.
await pipeline(vendor).chat(request);

const ai = pipeline(vendor).use(
  timeout({ firstPart: '600ms', idle: '400ms', drip: { windowMs: 300, minParts: 10 }, total: '20s' }),
);
const read = () =>
  ai.stream(request).response.then(
    ({ text }) => console.log(`all ${text.split(' ').length} words`),
    ({ phase, partial }: KitError) =>
      console.log(`${phase}: ${(partial as { text?: string } | undefined)?.text ? 'a part' : 'nothing'} had arrived`),
  );

await read();
server.faults.next({ type: 'hang', after: 'headers' });
await read();
server.faults.next({ type: 'hang', afterEvents: 12 });
await read();
server.faults.next({ type: 'drip', pauseMs: 60, bytes: 200 });
await read();

// Inside of a retry the total is each attempt's: the first one hangs, the second answers.
const patient = pipeline(vendor).use(retry({ baseDelayMs: 20 }), timeout({ total: '1s' }));
server.faults.next({ type: 'hang' });
const { meta } = await patient.chat(request);
console.log(meta.attempts.map(({ error }) => error?.phase ?? 'answered').join(', '));

await ai.close();
await server.close();
