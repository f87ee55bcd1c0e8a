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
import { type OpenrouterOptions, openrouter } from './index.ts';

const answered = openaiAnswer({ content: 'Because.' }, 'stop');
const priced = { provider: 'Anthropic', usage: { prompt_tokens: 1, completion_tokens: 1, cost: 0.0012 } };
const video = { id: 'vid-1', status: 'completed', unsigned_urls: ['https://cdn.openrouter.ai/a.mp4'] };

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions':
      return (request.json() as { stream?: boolean }).stream
        ? answered.stream
        : { body: { ...(answered.reply.body as object), ...priced } };
    case '/embeddings':
      return { body: { data: [{ embedding: [1] }, { embedding: [2] }] } };
    case '/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.9 }] } };
    case '/images':
      return { body: { data: [{ b64_json: 'iVBO', media_type: 'image/png' }] } };
    case '/videos':
    case '/videos/vid-1':
      return { body: video };
    case '/audio/speech':
      return { headers: { 'content-type': 'audio/mpeg' }, base64: 'UklGRg==' };
    case '/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/key':
      return { body: { data: { label: 'sk-or-…', limit_remaining: 7.5 } } };
    case '/credits':
      return { body: { data: { total_credits: 100, total_usage: 40 } } };
    case '/generation':
      return { body: { data: { id: 'gen-1', native_tokens_prompt: 10 } } };
    default:
      return { body: { data: [{ id: 'anthropic/claude-opus-5', pricing: { prompt: '0.000005' } }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: OpenrouterOptions) => openrouter({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  const modules = { '@kit/core': core, '@kit/provider-openrouter': { openrouter: there } };
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
