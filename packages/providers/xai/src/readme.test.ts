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
import { openaiAnswer, openaiMessageItem, openaiResponse } from '@kit/testing/openai-wire';
import { expect, it } from 'vitest';
import { type XaiOptions, xai } from './index.ts';

const answered = openaiAnswer({ content: 'Because.' }, 'stop');
const priced = { usage: { prompt_tokens: 1, completion_tokens: 1, cost_in_usd_ticks: 2_000_000 } };

function chat(request: { readonly stream?: boolean; readonly deferred?: boolean }): ExchangeResponse {
  if (request.deferred) return { body: { request_id: 'req-1' } };
  return request.stream ? answered.stream : { body: { ...(answered.reply.body as object), ...priced } };
}

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions':
      return chat(request.json() as object);
    case '/chat/deferred-completion/req-1':
      return answered.reply;
    case '/responses':
      return openaiResponse([openaiMessageItem('Something.')]).reply;
    case '/images/generations':
      return { body: { data: [{ url: 'https://imgen.x.ai/a.jpeg' }] } };
    case '/videos/generations':
      return { body: { request_id: 'vid-1' } };
    case '/videos/vid-1':
      return { body: { status: 'done', video: { url: 'https://vidgen.x.ai/a.mp4', duration: 5 } } };
    case '/tts':
      return { headers: { 'content-type': 'audio/mpeg' }, base64: 'UklGRg==' };
    case '/stt':
      return { body: { text: 'Hello there.' } };
    case '/tokenize-text':
      return { body: { token_ids: [{ token_id: 1 }, { token_id: 2 }] } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batches':
      return { body: { batch_id: 'batch_1' } };
    default:
      return { body: { data: [{ id: 'grok-4.3' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: XaiOptions) => xai({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-xai': { xai: there } })).toEqual(
    example.printed,
  );
});
