// Retry: what fails is made again when that may help, and a reader of a stream sees nothing of it.
import { pipeline, user } from '@kit/core';
import { retry } from '@kit/plugin-retry';
import { openai } from '@kit/provider-openai';
import { simulator } from '@kit/testing';
import { brain } from './vendors.ts';

const server = await simulator({ brain });
const vendor = openai({ apiKey: 'no-key-needed', baseURL: server.openaiURL });
const request = { model: 'gpt-6-luna', messages: [user('Say hello.')] };

const ai = pipeline(vendor).use(retry({ attempts: 3, baseDelayMs: 20, codes: { 'rate-limit': { attempts: 5 } } }));
ai.on('retry', ({ attempt, delayMs, error }) =>
  console.log(`${error.code}: attempt ${attempt} after ${delayMs < 100 ? 'a moment' : 'what the vendor asked for'}`),
);

// Too fast, and the vendor says for how long to wait.
server.faults.next({ status: 429, retryAfterMs: 200 });
console.log((await ai.chat(request)).text);

// A stream that breaks off before its first word, and one that is refused inside of a 200.
server.faults.next({ type: 'cut', after: 'headers' }, { type: 'error-event', code: 'overloaded' });
const stream = ai.stream(request);
for await (const text of stream.text) process.stdout.write(text);
const { meta } = await stream.response;
console.log(`\n${meta.attempts.length} attempts: ${meta.attempts.map(({ outcome }) => outcome).join(', ')}`);

// What the caller did wrong is not made again.
await ai.chat({ ...request, model: 'no-such-model' }).catch(({ code, attempts }) => console.log(code, attempts.length));

await ai.close();
await server.close();
