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
import { type DeepinfraOptions, deepinfra } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path.startsWith('/v1/inference/Qwen/')) return { body: { scores: [0.1, 0.9] } };
  if (path.startsWith('/v1/inference/')) return { body: { images: ['data:image/png;base64,iVBORw0KGgo='] } };
  switch (path.replace('/v1/openai', '')) {
    case '/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning_content: 'Hm.' } }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/completions':
      return { body: { choices: [{ index: 0, text: ' a time', finish_reason: 'length' }] } };
    case '/embeddings':
      return { body: { data: [{ index: 0, embedding: [0.5, -1] }] } };
    case '/audio/speech':
      return { headers: { 'content-type': 'audio/wav' }, base64: 'UklGRg==' };
    case '/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batches':
      return { body: { id: 'batch_1', status: 'validating' } };
    default:
      return { body: { data: [{ id: 'deepseek-ai/DeepSeek-V3.2' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: DeepinfraOptions) =>
    deepinfra({ apiKey: 'test-key', baseURL: `${server.url}/v1/openai`, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-deepinfra': { deepinfra: there } }),
  ).toEqual(example.printed);
});
