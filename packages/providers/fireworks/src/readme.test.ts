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
import { type FireworksOptions, fireworks } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.endsWith('/text_to_image')) return { headers: { 'content-type': 'image/png' }, base64: 'iVBORw0KGgo=' };
  if (path.startsWith('/v1/accounts/')) return { body: { name: 'accounts/acme/batchInferenceJobs/job-1' } };
  switch (path.replace('/inference/v1', '')) {
    case '/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning_content: 'Hm.' } }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/completions':
      return { body: { choices: [{ index: 0, text: ' a time', finish_reason: 'length' }] } };
    case '/embeddings':
      return { body: { data: [{ index: 0, embedding: [0.5, -1] }] } };
    case '/rerank':
      return { body: { data: [{ index: 1, relevance_score: 0.9 }] } };
    case '/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    default:
      return { body: { data: [{ id: 'accounts/fireworks/models/kimi-k2p6' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: FireworksOptions) =>
    fireworks({ apiKey: 'test-key', baseURL: `${server.url}/inference/v1`, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-fireworks': { fireworks: there } }),
  ).toEqual(example.printed);
});
