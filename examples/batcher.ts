// Twenty embed calls at one time are two requests; each caller gets its own vector and its share of the usage.
import { pipeline } from '@kit/core';
import { batcher } from '@kit/plugin-batcher';
import { vendors } from './vendors.ts';

const { openai, models, close } = await vendors();

const ai = pipeline(openai).use(batcher({ windowMs: 5, maxInputs: 10 }));
ai.on('batched', ({ calls, inputs }) => console.log(`one request: ${calls} calls, ${inputs} inputs`));

const texts = Array.from({ length: 20 }, (_, at) => `Document ${at}: ${'words '.repeat(at + 1)}`);
const answers = await Promise.all(texts.map((input) => ai.embed({ model: models.embedding, input })));

const tokens = answers.map(({ usage }) => usage?.inputTokens ?? 0);
console.log(`${answers.length} answers of ${answers[0]?.embeddings.length} vector each`);
console.log(`tokens: ${tokens[0]} for the shortest, ${tokens.at(-1)} for the longest, ${answers[0]?.usage?.state}`);

await close();
