// What must and what must not compile. Checked by the compiler alone; nothing here runs.
import { type Pipeline, type Provider, pipeline, user } from '@kit/core';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import {
  type DeepPartial,
  type DefinedTool,
  defineTool,
  jsonSchema,
  object,
  prepareSchema,
  runTools,
  streamObject,
  streamTools,
  type ToolOutcome,
} from './index.ts';

/** True if the two types are the same, `any` included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(same: Same<A, B>): void;

declare const ai: Pipeline<'chat' | 'stream'>;
declare const onlyChat: Provider<'chat'>;
declare const voyage: Provider<'embed'>;
const messages = [user('Hi')];

// --- A tool's input comes from its schema ------------------------------------------------------------------------------

const weather = defineTool({
  name: 'weather',
  input: z.object({ city: z.string(), days: z.number().default(1) }),
  approval: ({ city }) => {
    same<typeof city, string>(true);
    return false;
  },
  run: async ({ city, days }, call) => {
    // After validation: what has a default is there.
    same<typeof days, number>(true);
    same<typeof call.signal, AbortSignal>(true);
    return { city, celsius: 18 };
  },
});
same<typeof weather, DefinedTool<'weather', { city: string; days: number }, { city: string; celsius: number }>>(true);

const byValibot = defineTool({
  name: 'valibot',
  input: toStandardJsonSchema(v.object({ city: v.string(), days: v.optional(v.number()) })),
  run: ({ city, days }) => {
    same<typeof city, string>(true);
    same<typeof days, number | undefined>(true);
    return city;
  },
});

defineTool({
  name: 'arktype',
  input: type({ city: 'string', 'days?': 'number' }),
  run: ({ city, days }) => {
    same<typeof city, string>(true);
    same<typeof days, number | undefined>(true);
  },
});

defineTool({
  name: 'typed-json-schema',
  input: jsonSchema<{ city: string }>({ type: 'object' }),
  run: ({ city }) => same<typeof city, string>(true),
});

defineTool({
  name: 'json-schema',
  input: { type: 'object', properties: { city: { type: 'string' } } },
  run: (input) => same<typeof input, unknown>(true),
});

// @ts-expect-error: the schema says what the input is
defineTool({ name: 'wrong', input: z.object({ city: z.string() }), run: ({ town }) => town });

// --- A loop knows its tools ----------------------------------------------------------------------------------------------

async function loops() {
  const { turns, text, messages: conversation } = await runTools(ai, { messages, tools: [weather, byValibot] });
  same<typeof text, string>(true);
  for (const { outcomes } of turns) {
    for (const outcome of outcomes) {
      if (outcome.name === 'weather') same<typeof outcome.output, { city: string; celsius: number } | undefined>(true);
      else same<typeof outcome, ToolOutcome<'valibot', { city: string; days?: number | undefined }, string>>(true);
    }
  }
  await runTools(ai, { messages: conversation, tools: [{ name: 'print' }, { type: 'hosted', name: 'web_search' }] });

  for await (const part of streamTools(ai, { messages, tools: [weather] })) {
    if (part.type === 'text') same<typeof part.text, string>(true);
    if (part.type === 'tool-end') same<typeof part.outcome.output, { city: string; celsius: number } | undefined>(true);
  }

  await runTools(onlyChat, { messages, tools: [] });
  // @ts-expect-error: it cannot stream
  streamTools(onlyChat, { messages, tools: [] });
  // @ts-expect-error: it cannot chat
  await runTools(pipeline(voyage), { messages, tools: [] });
  // @ts-expect-error: one answer at a time
  await runTools(ai, { messages, tools: [], n: 2 });
  // @ts-expect-error: no such option
  await runTools(ai, { messages, tools: [], maxTruns: 2 });
}

// --- An object has the type of its schema ----------------------------------------------------------------------------------

const Recipe = z.object({
  title: z.string(),
  steps: z.array(z.object({ text: z.string() })),
  serves: z.number().default(2),
});

async function objects() {
  const { object: recipe } = await object(ai, { schema: Recipe, messages });
  same<typeof recipe, { title: string; steps: { text: string }[]; serves: number }>(true);

  const { object: city } = await object(ai, { schema: type({ city: 'string' }), messages });
  same<typeof city, { city: string }>(true);

  const { object: any } = await object(ai, { schema: { type: 'object' }, messages });
  same<typeof any, unknown>(true);

  const prepared = await object(ai, { schema: prepareSchema(Recipe), messages });
  same<typeof prepared.object.serves, number>(true);

  const stream = streamObject(ai, { schema: Recipe, messages });
  for await (const partial of stream.partials) {
    same<typeof partial.title, string | undefined>(true);
    const text = partial.steps?.[0]?.text;
    same<typeof text, string | undefined>(true);
  }
  const { object: whole } = await stream.response;
  same<typeof whole.serves, number>(true);

  // @ts-expect-error: it cannot chat
  await object(voyage, { schema: Recipe, messages });
  // @ts-expect-error: the mode says what goes out
  await object(ai, { schema: Recipe, messages, output: { type: 'json' } });
  // @ts-expect-error: the schema is what it is about
  await object(ai, { messages });
}

same<
  DeepPartial<{ a: string; b: { c: number[] } }>,
  { readonly a?: string; readonly b?: { readonly c?: readonly number[] } }
>(true);

export { loops, objects };
