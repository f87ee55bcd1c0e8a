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
import { type WatsonxOptions, watsonx } from './index.ts';

const { reply, stream } = openaiAnswer({ content: 'Because.' }, 'stop');
const answers: Readonly<Record<string, ExchangeResponse>> = {
  '/text/chat': reply,
  '/text/chat_stream': stream,
  '/text/embeddings': { body: { results: [{ embedding: [0.5] }, { embedding: [0.25] }] } },
  '/text/rerank': { body: { results: [{ index: 1, score: 2.5 }] } },
  '/text/tokenization': { body: { result: { token_count: 3 } } },
  '/text/generation': { body: { results: [{ generated_text: ' a time', stop_reason: 'max_tokens' }] } },
  '/text/detection': { body: { detections: [] } },
  '/audio/transcriptions': { body: { text: 'Hello there.' } },
  '/images/generations': { body: { data: [{ b64_json: samplePicture }] } },
  '/files': { body: { id: 'file-1' } },
  '/batches': { body: { id: 'batch_1', status: 'validating' } },
  '/foundation_model_specs': { body: { resources: [{ model_id: 'openai/gpt-oss-120b' }] } },
};
const answer = ({ path }: ReceivedRequest): ExchangeResponse => answers[path] ?? { status: 404 };

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: WatsonxOptions) => watsonx({ accessToken: 'test-token', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-watsonx': { watsonx: there } })).toEqual(
    example.printed,
  );
});
