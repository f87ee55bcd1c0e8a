// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
} from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { expect, it } from 'vitest';
import { type ErnieOptions, ernie } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const thoughts = { reasoning_content: 'Hm.' };
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/embeddings':
      return { body: { data: [{ embedding: [1] }, { embedding: [2] }] } };
    case '/rerankers':
      return { body: { results: [{ index: 1, relevance_score: 0.9 }] } };
    case '/images/generations':
      return { body: { data: [{ url: 'https://cdn.example/fox.png' }] } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    default:
      return { body: { data: [{ id: 'ernie-4.5-turbo-128k' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: ErnieOptions) => ernie({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-ernie': { ernie: there } })).toEqual(
    example.printed,
  );
});
