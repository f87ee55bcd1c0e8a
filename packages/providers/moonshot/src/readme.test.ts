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
import { type MoonshotOptions, moonshot } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const thoughts = { reasoning_content: 'Hm.' };
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/tokenizers/estimate-token-count':
      return { body: { data: { total_tokens: 9 } } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batches':
      return { body: { id: 'batch_1', status: 'validating' } };
    case '/users/me/balance':
      return { body: { code: 0, data: { available_balance: 49.58 }, status: true } };
    default:
      return { body: { data: [{ id: 'kimi-k3' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: MoonshotOptions) => moonshot({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-moonshot': { moonshot: there } })).toEqual(
    example.printed,
  );
});
