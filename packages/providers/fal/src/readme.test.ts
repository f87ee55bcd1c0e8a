// Runs the README's examples against a server: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import {
  type ExchangeResponse,
  type ReceivedRequest,
  readmeExamples,
  replayServer,
  runReadmeExample,
  sseReply,
} from '@kit/testing';
import { expect, it } from 'vitest';
import { type FalOptions, fal } from './index.ts';

const lighthouse = { images: [{ url: 'https://v3.fal.media/files/lighthouse.png', content_type: 'image/png' }] };
const outputs: readonly (readonly [place: string, output: object])[] = [
  ['/fal-ai/llava-next', { output: 'A fox.', partial: false }],
  ['/fal-ai/kokoro', { audio: { url: 'https://fal.media/hello.mp3' } }],
  ['/fal-ai/whisper', { text: 'Hello there.', chunks: [{ timestamp: [0, 1], text: 'Hello there.' }] }],
  ['/fal-ai/ltx-video', { video: { url: 'https://v3.fal.media/files/dog.mp4' } }],
  ['/', lighthouse],
];

function answer({ method, path }: ReceivedRequest, origin: string): ExchangeResponse {
  if (path.endsWith('/stream')) return sseReply({ output: 'A', partial: true }, { output: 'A fox.', partial: false });
  if (path === '/tokens/') return { body: 'a.b.c' };
  if (path.startsWith('/storage'))
    return { body: { upload_url: `${origin}/place`, file_url: 'https://v3.fal.media/files/a.png' } };
  if (path === '/place') return {};
  if (method === 'POST') return { body: { request_id: 'r-1', status: 'IN_QUEUE' } };
  if (path.endsWith('/status')) return { body: { status: 'COMPLETED' } };
  const [, output = {}] = outputs.find(([place]) => path.startsWith(place)) ?? [];
  return { body: output };
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  let origin = '';
  await using server = await replayServer({ answer: (request) => answer(request, origin) });
  origin = server.url;
  const there = (options: FalOptions) => fal({ apiKey: 'test:key', baseURL: server.url, pollMs: 1, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  const modules = { '@kit/core': core, '@kit/provider-fal': { fal: there } };
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
