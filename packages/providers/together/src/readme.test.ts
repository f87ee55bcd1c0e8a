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
import { type TogetherOptions, together } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/v1/chat/completions': {
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts: { reasoning: 'Hm.' } }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/v1/completions':
      return { body: { choices: [{ index: 0, text: ' a time', finish_reason: 'length' }] } };
    case '/v1/embeddings':
      return { body: { data: [{ index: 0, embedding: [0.5, -1] }] } };
    case '/v1/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.9, document: {} }] } };
    case '/v1/images/generations':
      return { body: { data: [{ index: 0, b64_json: 'iVBORw0KGgo=' }] } };
    case '/v1/audio/speech':
      return { headers: { 'content-type': 'audio/wav' }, base64: 'UklGRg==' };
    case '/v1/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    case '/v1/voices':
      return { body: { data: [{ model: 'cartesia/sonic-2', voices: [{ name: 'anna' }] }] } };
    case '/v2/videos':
      return { body: { id: 'video-1', status: 'queued' } };
    case '/v1/files/upload':
      return { body: { id: 'file-1', object: 'file' } };
    case '/v1/batches':
      return { body: { job: { id: 'batch-1', status: 'VALIDATING' } } };
    default:
      return { body: [{ id: 'openai/gpt-oss-120b' }] };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: TogetherOptions) => together({ apiKey: 'test-key', baseURL: `${server.url}/v1`, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-together': { together: there } })).toEqual(
    example.printed,
  );
});
