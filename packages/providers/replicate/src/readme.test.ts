// Runs the examples of the README, one after the other, against a server that answers each operation.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, replayServer } from '@kit/testing';
import { expect, it } from 'vitest';
import { prediction, succeeded } from '../tests/served.ts';
import { type ReplicateOptions, replicate } from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

const outputs: Readonly<Record<string, unknown>> = {
  llama: ['Because', ' it scatters.'],
  flux: ['https://replicate.delivery/out.webp'],
  nano: 'https://replicate.delivery/winter.png',
  speech: 'https://replicate.delivery/out.mp3',
  whisper: { transcription: 'Good evening.', segments: [] },
  bge: [[1], [2]],
};

function answer({ method, path }: ReceivedRequest, url: string): ExchangeResponse {
  if (path === '/streams/s')
    return {
      headers: { 'content-type': 'text/event-stream' },
      text: 'event: output\ndata: Once\n\nevent: done\ndata: {}\n\n',
    };
  if (path === '/files') return { body: { id: 'f1', urls: { get: `${url}/files/f1` } } };
  if (path.startsWith('/collections')) return { body: { models: [{ owner: 'a', name: 'b' }] } };
  if (path === '/account') return { body: {} };
  if (path.includes('gpt-5')) return prediction({ urls: { stream: `${url}/streams/s` } });
  if (method === 'POST') {
    const known = Object.keys(outputs).find((name) => path.includes(name));
    return known === undefined
      ? prediction({ id: path.includes('veo') ? 'video' : 'odd' })
      : succeeded(outputs[known], { metrics: { output_token_count: 3 } });
  }
  return succeeded(path.endsWith('/video') ? 'https://replicate.delivery/v.mp4' : { drawn: true });
}

it('the examples of the README run', async () => {
  await using server = await replayServer({ answer: (request) => answer(request, server.url) });
  const there = (options: ReplicateOptions) =>
    replicate({ ...options, apiKey: 'test', baseURL: server.url, pollMs: 1 });
  const modules = { '@kit/core': core, '@kit/provider-replicate': { replicate: there } };
  const printed: unknown[] = [];
  const process = { stdout: { write: (text: string) => printed.push(text) } };
  const console = { log: (...values: unknown[]) => printed.push(...values) };
  const body = examples.join('\n').replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = modules['$2'];");
  const results = 'return { images, audio, transcript, embeddings, videos, output, file, models, status };';
  const done = await new Function('modules', 'process', 'console', `return (async () => {${body}\n${results}})()`)(
    modules,
    process,
    console,
  );
  expect(printed).toEqual(['Because it scatters.', 3, 'Once', 'succeeded']);
  expect(done).toMatchObject({
    images: [{ url: 'https://replicate.delivery/out.webp' }],
    audio: { url: 'https://replicate.delivery/out.mp3' },
    transcript: { text: 'Good evening.' },
    embeddings: [[1], [2]],
    videos: [{ url: 'https://replicate.delivery/v.mp4' }],
    output: { drawn: true },
    file: { id: 'f1' },
    models: [{ id: 'a/b' }],
    status: 'ok',
  });
});
