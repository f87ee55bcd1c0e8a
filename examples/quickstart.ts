// What `npm start` runs: one pipeline, every kind of call, and two vendors that fail.
import { type FunctionTool, KitError, type Message, pipeline, target, toolResult, user } from '@kit/core';
import { retry } from '@kit/plugin-retry';
import { fallback } from '@kit/plugin-router';
import { openai } from '@kit/provider-openai';
import { type Fault, simulator } from '@kit/testing';
import { measurements, printTable } from './measurements.ts';
import { vendors } from './vendors.ts';

const { openai: first, anthropic: second, google: third, models, real, close } = await vendors();
const { measure, rows } = measurements();

console.log(
  real.length > 0
    ? `Talking to ${real.join(', ')}; the rest is simulated.\n`
    : 'No key in the environment: talking to a simulator that speaks the real wires.\n',
);

// With a key of one vendor only, that vendor comes first.
const [place, next] = byKey(
  target(pipeline(first).use(retry()), { model: models.openai }),
  target(pipeline(second).use(retry()), { model: models.anthropic }),
  target(pipeline(third).use(retry()), { model: models.google }),
);
const ai = pipeline(fallback(place, next)).use(measure);

try {
  await everyKindOfCall();
} catch (error) {
  // What reaches this place is typed: it says who failed, why, and what may help.
  if (!(error instanceof KitError)) throw error;
  console.error(`\n${error.provider ?? 'kit'} failed (${error.code}): ${error.message}`);
  process.exitCode = 1;
} finally {
  await close();
}

async function everyKindOfCall(): Promise<void> {
  heading('A streamed chat');
  for await (const text of ai.stream({ messages: [user('Why is the sky blue? Two sentences.')] }).text)
    process.stdout.write(text);
  console.log();

  heading('A tool call, answered and continued');
  const weather: FunctionTool = {
    name: 'weather',
    description: 'The weather in a city, now.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  };
  const messages: Message[] = [user('What is the weather in Paris? Use the tool.')];
  const asked = await ai.chat({ messages, tools: [weather] });
  messages.push(asked.message);
  for (const call of asked.toolCalls) {
    console.log(`the model calls ${call.name}(${call.arguments})`);
    messages.push(toolResult(call, { celsius: 18, sky: 'clear' }));
  }
  console.log((await ai.chat({ messages, tools: [weather] })).text);

  heading('A structured output');
  const schema = {
    type: 'object',
    properties: {
      title: { type: 'string' },
      minutes: { type: 'number' },
      ingredients: { type: 'array', items: { type: 'string' } },
    },
    required: ['title', 'minutes', 'ingredients'],
    additionalProperties: false,
  } as const;
  const recipe = await ai.chat({
    messages: [user('A recipe for pancakes.')],
    output: { type: 'json-schema', name: 'recipe', schema },
  });
  console.log(JSON.parse(recipe.text));

  heading('An embedding');
  const { embeddings } = await pipeline(first)
    .use(measure)
    .embed({ model: models.embedding, input: ['The sky is blue.'] });
  console.log(
    `${embeddings.length} vector of ${embeddings[0]?.length} numbers: ${embeddings[0]
      ?.slice(0, 3)
      .map((value) => value.toFixed(3))
      .join(', ')}, …`,
  );

  heading('A vendor that answers 429');
  await answerDespite({ status: 429, retryAfterMs: 100 });

  heading('A vendor that dies before its first token');
  await answerDespite({ type: 'cut', afterEvents: 0 });

  heading('What happened');
  printTable(rows);
  console.log(
    '\nNext: README.md, then examples/ (streaming, tools, structured-output, fallback, custom-middleware, own-provider).',
  );
}

/** The targets whose vendor is real before the others. */
function byKey<T extends { readonly id: string }>(...targets: readonly [T, T, ...T[]]): readonly [T, T, ...T[]] {
  return targets.toSorted((a, b) => Number(real.includes(b.id)) - Number(real.includes(a.id))) as unknown as readonly [
    T,
    T,
    ...T[],
  ];
}

/** Streams through a fallback whose first target is broken: whoever reads sees one answer. */
async function answerDespite(fault: Fault): Promise<void> {
  const server = await simulator({ faults: () => fault });
  const broken = openai({ id: 'broken', baseURL: server.openaiURL, apiKey: 'no-key-needed' });
  const guarded = pipeline(
    fallback(target(pipeline(broken).use(retry({ attempts: 2, baseDelayMs: 20 })), { model: models.openai }), place),
  ).use(measure);
  guarded.on('retry', ({ error, delayMs }) => console.log(`  ${describe(error)}: again in ${Math.round(delayMs)} ms`));
  guarded.on('fallback', ({ from, to, error }) =>
    console.log(`  ${error ? describe(error) : ''}: from ${from} to ${to}`),
  );
  for await (const text of guarded.stream({ messages: [user('Say hello in one sentence.')] }).text)
    process.stdout.write(text);
  console.log();
  await server.close();
}

function describe(error: KitError): string {
  return `${error.provider} failed with "${error.code}"${error.status ? ` (${error.status})` : ''}`;
}

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 60 - text.length))}`);
}
