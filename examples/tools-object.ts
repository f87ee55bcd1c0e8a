// Structured output, streamed: a typed object grows as its text arrives, and is validated at the end.
import { isKitError, pipeline, user } from '@kit/core';
import { object, prepareSchema, streamObject } from '@kit/tools';
import { z } from 'zod';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();
const ai = pipeline(provider);

const Recipe = prepareSchema(
  z.object({ title: z.string(), minutes: z.number(), ingredients: z.array(z.object({ name: z.string() })) }),
);
const messages = [user('A recipe for pancakes.')];

const stream = streamObject(ai, { model, schema: Recipe, messages });
let shown = -1;
for await (const recipe of stream.partials) {
  // Any part of it may be missing yet: the types say so.
  const known = recipe.ingredients?.length ?? 0;
  if (known !== shown) console.log(`so far: ${recipe.title ?? '(no title yet)'}, ${known} ingredients`);
  shown = known;
}
const { object: recipe } = await stream.response;
console.log(`whole: ${recipe.title}: ${recipe.ingredients.length} ingredients, ${recipe.minutes} minutes`);

// An answer that cannot fit is corrected once; then it is an error that says what is wrong.
const Impossible = z.object({ title: z.string() }).refine(({ title }) => title.length > 1_000, { path: ['title'] });
try {
  await object(ai, { model, schema: Impossible, messages });
} catch (error) {
  if (!isKitError(error, 'invalid-output')) throw error;
  console.log(`refused: ${error.code} after ${error.attempts.length} attempts`);
}

await close();
