// Fallback: the same request reaches another vendor, under that vendor's model name, when the first one fails.
import { pipeline, target, user } from '@kit/core';
import { retry } from '@kit/plugin-retry';
import { fallback } from '@kit/plugin-router';
import { openai } from '@kit/provider-openai';
import { vendors } from './vendors.ts';

const { anthropic, models, close } = await vendors();

// Nothing listens there: every request is refused.
const broken = openai({ id: 'broken', baseURL: 'http://127.0.0.1:9', apiKey: 'no-key-needed' });

const ai = pipeline(
  fallback(
    target(pipeline(broken).use(retry({ attempts: 2, baseDelayMs: 20 })), { model: models.openai }),
    target(pipeline(anthropic).use(retry()), { model: models.anthropic }),
  ),
);
ai.on('fallback', ({ from, to, error }) => console.log(`fallback: ${from} → ${to} (${error?.code})`));

// For a stream, too: whoever reads it sees one answer and nothing of the attempts before.
const stream = ai.stream({ messages: [user('Say hello in one sentence.')] });
for await (const text of stream.text) process.stdout.write(text);

const { meta } = await stream.response;
console.log(`\nanswered by ${meta.provider} (${meta.model}) after ${meta.attempts.length} attempts:`);
for (const { target: name, outcome, error } of meta.attempts)
  console.log(`  ${name}: ${outcome}${error ? ` (${error.code})` : ''}`);

await close();
