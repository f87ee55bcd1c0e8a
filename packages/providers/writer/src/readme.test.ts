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
import { type WriterOptions, writer } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path.replace('/v1', '')) {
    case '/chat': {
      const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/completions':
      return { body: { choices: [{ text: 'blue.', log_probs: null }], model: 'palmyra-x5' } };
    case '/files':
      return { body: { id: 'file-1', name: 'notes.pdf' } };
    case '/tools/pdf-parser/file-1':
      return { body: { content: '# Notes' } };
    default:
      return { body: { models: [{ id: 'palmyra-x5', name: 'Palmyra X5' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: WriterOptions) => writer({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-writer': { writer: there } })).toEqual(
    example.printed,
  );
});
