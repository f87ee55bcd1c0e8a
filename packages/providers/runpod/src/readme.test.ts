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
import { job } from '../tests/conformance/manifest.ts';
import { type RunpodOptions, runpod } from './index.ts';

const made = { result: 'https://example.com/made', cost: 0.02 };
const answers: readonly (readonly [path: RegExp, body: unknown])[] = [
  [/\/completions$/, { choices: [{ text: 'blue.', finish_reason: 'stop' }] }],
  [/embeddings$/, { data: [{ index: 0, embedding: [0.5] }] }],
  [/rerank$/, { results: [{ index: 0, relevance_score: 0.9 }] }],
  [/models$/, { data: [{ id: 'openai/gpt-oss-120b' }] }],
  [/health$/, { jobs: { inProgress: 1 }, workers: { ready: 1 } }],
  [/\/run$/, { id: 'job-1', status: 'IN_QUEUE' }],
  [/whisper/, job({ output: { transcription: 'Hello there.' } })],
  [/\/stream\//, { status: 'COMPLETED', stream: [] }],
];

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/chat/completions')) {
    const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning_content: 'Hm.' } }, 'stop');
    return (request.json() as { stream?: boolean }).stream ? stream : reply;
  }
  return { body: answers.find(([place]) => place.test(path))?.[1] ?? job({ output: made }) };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: RunpodOptions) => runpod({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-runpod': { runpod: there } })).toEqual(
    example.printed,
  );
});
