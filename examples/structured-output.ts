// Structured output: an answer that follows a JSON Schema, here made and checked with zod.
import { pipeline, user } from '@kit/core';
import { z } from 'zod';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();
const ai = pipeline(provider);

const Recipe = z.object({
  title: z.string(),
  minutes: z.number(),
  ingredients: z.array(z.string()),
});

const { text, warnings } = await ai.chat({
  model,
  messages: [user('A recipe for pancakes.')],
  output: { type: 'json-schema', name: 'recipe', schema: z.toJSONSchema(Recipe) as never },
});

const recipe = Recipe.parse(JSON.parse(text));
console.log(`${recipe.title}: ${recipe.ingredients.length} ingredients, ${recipe.minutes} minutes`);
for (const { feature, detail } of warnings) console.log(`note: ${feature}: ${detail}`);

await close();
