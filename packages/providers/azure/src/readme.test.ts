// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
  samplePicture,
} from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { expect, it } from 'vitest';
import { type AzureOptions, azure } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/embeddings':
      return { body: { data: [0, 1].map((index) => ({ index, embedding: [0.5] })) } };
    case '/images/generations':
      return { body: { data: [{ b64_json: samplePicture }] } };
    case '/audio/speech':
      return { headers: { 'content-type': 'audio/wav' }, base64: 'UklGRg==' };
    case '/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    case '/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.5 }] } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batches':
      return { body: { id: 'batch_1', status: 'validating' } };
    case '/responses/input_tokens':
      return { body: { input_tokens: 11 } };
    default:
      return { body: { data: [{ id: 'gpt-5.2' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = ({ resource: _, ...options }: AzureOptions) =>
    azure({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-azure': { azure: there } })).toEqual(
    example.printed,
  );
});
