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
import { type AlephalphaOptions, alephalpha } from './index.ts';

const answers: readonly (readonly [path: RegExp, body: unknown])[] = [
  [/complete$/, { completions: [{ completion: 'blue.', finish_reason: 'end_of_text' }] }],
  [/embeddings$/, { data: [{ embedding: [0.5] }, { embedding: [1] }] }],
  [/rerank$/, { results: [{ index: 0, relevance_score: 0.9 }] }],
  [/transcribe$/, { text: 'Hello there.' }],
  [/tokenize$/, { token_ids: [1, 2, 3] }],
  [/models_available$/, [{ name: 'qwen3-32b' }]],
];

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/version')) return { text: '4.7.0' };
  if (path.endsWith('/chat/completions')) {
    const { reply, stream } = openaiAnswer({ content: '<think>Hm.</think>Because.' }, 'stop');
    return (request.json() as { stream?: boolean }).stream ? stream : reply;
  }
  return { body: answers.find(([place]) => place.test(path))?.[1] };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: AlephalphaOptions) => alephalpha({ ...options, apiKey: 'test-key', baseURL: server.url });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-alephalpha': { alephalpha: there } }),
  ).toEqual(example.printed);
});
