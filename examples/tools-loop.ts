// The loop of tools, streamed: the model calls, the tools run side by side, the results go back, until it answers.
import { pipeline, user } from '@kit/core';
import { retry } from '@kit/plugin-retry';
import { defineTool, streamTools, trimming } from '@kit/tools';
import { z } from 'zod';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();
// Every turn is a call through the pipeline: middleware sees each of them.
const ai = pipeline(provider).use(retry());

const weather = defineTool({
  name: 'weather',
  description: 'The weather in a city, now.',
  input: z.object({ city: z.string() }),
  run: async ({ city }) => ({ city, celsius: 18, sky: 'clear' }),
});

const book = defineTool({
  name: 'book_table',
  description: 'Books a table outside in a city.',
  input: z.object({ city: z.string() }),
  approval: true,
  run: ({ city }) => `booked in ${city}`,
});

const stream = streamTools(ai, {
  model,
  messages: [user('Ask weather for Paris, and use book_table there. Then tell me what you did.')],
  tools: [weather, book],
  maxTurns: 5,
  toolTimeoutMs: 10_000,
  fit: trimming({ maxInputTokens: 50_000 }),
  approve: ({ name }) => {
    console.log(`approved: ${name}`);
    return true;
  },
});

for await (const part of stream) {
  if (part.type === 'tool-start') console.log(`→ ${part.name}(${JSON.stringify(part.input)})`);
  if (part.type === 'tool-end') console.log(`← ${part.outcome.name}: ${part.outcome.status}`);
  if (part.type === 'text') process.stdout.write(part.text);
}

const { turns, messages, usage, cost } = await stream.response;
console.log(`\n${turns.length} turns, ${messages.length} messages, ${usage?.inputTokens} tokens in`);
if (cost) console.log(`cost of all turns: ${cost.currency} ${cost.amount.toFixed(6)}`);

await close();
