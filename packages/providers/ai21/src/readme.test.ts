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
import { type Ai21Options, ai21 } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path.replace('/studio/v1', '')) {
    case '/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/library/files':
      return { body: request.method === 'POST' ? { fileId: 'f-1' } : [] };
    default:
      return { body: { data: [{ id: 'jamba-large' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: Ai21Options) => ai21({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-ai21': { ai21: there } })).toEqual(
    example.printed,
  );
});
