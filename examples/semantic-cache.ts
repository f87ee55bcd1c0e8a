// A semantic cache: questions that mean the same are answered once. The exact cache before it needs no embedding.
import { pipeline, system, user } from '@kit/core';
import { cache } from '@kit/plugin-cache';
import { type SemanticHit, semanticCache } from '@kit/plugin-cache/semantic';
import { vendors } from './vendors.ts';

const { openai, models, real, close } = await vendors();

// The simulator's vectors lie near each other for texts that share words; a real model also knows what words mean.
const threshold = real.includes('openai') ? 0.95 : 0.85;
const ai = pipeline(openai).use(cache(), semanticCache({ embed: openai, model: models.embedding, threshold }));
ai.on('cache-hit', ({ hit }) => console.log(`  heard of a hit: ${hit}`));

async function ask(question: string, tenant = 'acme') {
  const messages = [system('You work for a bank.'), user(question)];
  const { meta, usage } = await ai.chat({ model: models.openai, messages }, { tenant });
  const hit = meta.cache as SemanticHit | undefined;
  const found = hit ? `${hit.hit}${hit.similarity ? `, similarity ${hit.similarity.toFixed(2)}` : ''}` : 'asked';
  console.log(`${tenant}: ${question} → ${found}, ${usage?.outputTokens ?? 0} tokens charged`);
}

await ask('How do I reset the password of my account?');
await ask('How do I reset the password of my account?');
await ask('How do I reset the password of my own account?');
await ask('How do I not reset the password of my account?');
await ask('Where do I find my invoices?');
await ask('How do I reset the password of my own account?', 'globex');

await close();
