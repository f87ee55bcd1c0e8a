// A cache: the same call is answered once, streams are streamed again, equal calls at one time are one.
import { pipeline, user } from '@kit/core';
import { cache } from '@kit/plugin-cache';
import { vendors } from './vendors.ts';

const { openai, models, close } = await vendors();

const ai = pipeline(openai).use(cache({ ttl: '10m', operations: { embed: '30d' } }));
let misses = 0;
ai.on('cache-miss', () => misses++);

const request = { model: models.openai, messages: [user('Say hello in one sentence.')] };
for (const hint of ['use', 'use', 'refresh']) {
  const { meta, usage } = await ai.chat(request, { hints: { cache: hint } });
  console.log(`${hint}: ${meta.cache ? `${meta.cache.hit} hit` : 'asked'}, ${usage?.inputTokens ?? 0} tokens charged`);
}

// A stream is kept when it was read to its end.
for (let time = 1; time <= 2; time++) {
  const stream = ai.stream(request);
  let pieces = 0;
  for await (const part of stream) if (part.type === 'text') pieces++;
  console.log(`stream ${time}: ${stream.meta?.cache ? 'hit' : 'asked'}, ${pieces > 1 ? 'in pieces' : 'in one piece'}`);
}

// Ten users ask the same at one moment.
const question = { ...request, messages: [user('What time is it?')] };
const answers = await Promise.all(Array.from({ length: 10 }, () => ai.chat(question)));
console.log(`shared: ${answers.filter(({ meta }) => meta.cache?.hit === 'shared').length} of 10, ${misses} misses`);

await close();
