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
import { type YandexOptions, yandex } from './index.ts';

const completion = {
  result: { alternatives: [{ message: { role: 'assistant', text: 'Because.' }, status: 'ALTERNATIVE_STATUS_FINAL' }] },
};
const answers: readonly (readonly [path: RegExp, body: unknown])[] = [
  [/embeddings$/, { data: [{ index: 0, embedding: [0.5] }] }],
  [/imageGenerationAsync$/, { id: 'op-1', done: false }],
  [/operations\/op-1$/, { id: 'op-1', done: true, response: { image: 'aGk=' } }],
  [/tokenizeCompletion$/, { tokens: [{ id: '1' }, { id: '2' }] }],
  [/completion$/, completion],
  [/models$/, { data: [{ id: 'gpt://b1g0example/yandexgpt/latest' }] }],
];

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/chat/completions')) {
    const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
    return (request.json() as { stream?: boolean }).stream ? stream : reply;
  }
  return { body: answers.find(([place]) => place.test(path))?.[1] };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: YandexOptions) =>
    yandex({ apiKey: 'test-key', baseURL: server.url, folder: 'b1g0example', ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-yandex': { yandex: there } })).toEqual(
    example.printed,
  );
});
