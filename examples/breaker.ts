// A circuit breaker inside of a fallback: a vendor that is down is left alone, and asked again when it may be well.
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline, target, user } from '@kit/core';
import { breaker } from '@kit/plugin-breaker';
import { fallback } from '@kit/plugin-router';
import { anthropic } from '@kit/provider-anthropic';
import { openai } from '@kit/provider-openai';
import { simulator } from '@kit/testing';
import { brain } from './vendors.ts';

const server = await simulator({ brain });
const first = openai({ apiKey: 'no-key-needed', baseURL: server.openaiURL });
const second = anthropic({ apiKey: 'no-key-needed', baseURL: server.anthropicURL });

const circuits = breaker({ consecutiveFailures: 2, openMs: 300, successes: 1 });
const ai = pipeline(
  fallback(
    target(pipeline(first).use(circuits), { model: 'gpt-6-luna' }),
    target(second, { model: 'claude-haiku-5-5' }),
  ),
);
ai.on('breaker-transition', ({ key, from, to }) => console.log(`  ${key}: ${from} → ${to}`));
const ask = async () => {
  const { meta } = await ai.chat({ messages: [user('Say hello.')] });
  const codes = meta.attempts.map(({ error }) => error?.code ?? 'answered');
  console.log(`${meta.provider}: ${codes.join(', ')}`);
};

const isFirst = ({ path }: { readonly path: string }) => path.startsWith('/openai');
server.faults.always({ status: 500 }, isFirst);
for (let call = 0; call < 4; call++) await ask();
console.log(`asked the first vendor ${server.requests.filter(isFirst).length} times`);
console.log(`state: ${circuits.states().map(({ state }) => state)}`);

server.faults.clear();
await sleep(350);
await ask();

await ai.close();
await server.close();
