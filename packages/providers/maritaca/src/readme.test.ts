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
import { type MaritacaOptions, maritaca } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Porque sim.' }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batches':
      return { body: { id: 'batch_1', status: 'validating' } };
    default:
      return { body: { data: [{ id: 'sabia-4' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: MaritacaOptions) => maritaca({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-maritaca': { maritaca: there } })).toEqual(
    example.printed,
  );
});
