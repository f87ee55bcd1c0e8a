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
import { type CloudflareOptions, cloudflare } from './index.ts';

const enveloped = (result: unknown) => ({ body: { result, success: true, errors: [], messages: [] } });

const runs: Readonly<Record<string, ExchangeResponse>> = {
  'bge-reranker-base': enveloped({
    response: [
      { id: 0, score: 0.1 },
      { id: 1, score: 0.2 },
    ],
  }),
  'flux-1-schnell': enveloped({ image: samplePicture }),
  'aura-2-en': { headers: { 'content-type': 'audio/mpeg' }, base64: 'UklGRg==' },
  'whisper-large-v3-turbo': enveloped({ text: 'Hello there.' }),
  'llama-guard-3-8b': enveloped({ response: 'safe' }),
  'llama-3.2-3b-instruct': enveloped({ response: ' a time' }),
  'm2m100-1.2b': enveloped({ translated_text: 'Hola' }),
};

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  if (path === '/v1/chat/completions') {
    const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
    return (request.json() as { stream?: boolean }).stream ? stream : reply;
  }
  if (path === '/v1/embeddings') return { body: { data: [0, 1].map((index) => ({ index, embedding: [0.5] })) } };
  if (path === '/models/search') return enveloped([{ name: '@cf/openai/gpt-oss-120b' }]);
  if (request.query.has('queueRequest')) return enveloped({ status: 'queued', request_id: 'req-1' });
  return runs[path.split('/').at(-1) ?? ''] ?? { status: 404 };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: CloudflareOptions) => cloudflare({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(
    await runReadmeExample(example, { '@kit/core': core, '@kit/provider-cloudflare': { cloudflare: there } }),
  ).toEqual(example.printed);
});
