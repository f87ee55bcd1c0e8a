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
import { anthropicAnswer } from '@kit/testing/anthropic-wire';
import { expect, it } from 'vitest';
import { type MinimaxOptions, minimax } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/messages': {
      const { reply, stream } = anthropicAnswer({ thinking: 'Hm.', text: 'Because.' }, 'end_turn');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/embeddings':
      return { body: { vectors: [[1], [2]] } };
    case '/image_generation':
      return { body: { data: { image_urls: ['https://cdn.example/fox.jpg'] } } };
    case '/video_generation':
      return { body: { task_id: '1' } };
    case '/query/video_generation':
      return { body: { task_id: '1', status: 'Success', file_id: '17' } };
    case '/files/retrieve':
      return { body: { file: { file_id: 17, download_url: 'https://cdn.example/fox.mp4' } } };
    case '/t2a_v2': {
      const frame = { data: { audio: '52494646', status: 2 } };
      return (request.json() as { stream?: boolean }).stream ? sseReply(frame) : { body: frame };
    }
    case '/get_voice':
      return { body: { system_voice: [{ voice_id: 'English_Anna', voice_name: 'Anna' }] } };
    case '/files/upload':
      return { body: { file: { file_id: 17 } } };
    default:
      return { body: { data: [{ id: 'MiniMax-M3' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: MinimaxOptions) => minimax({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-minimax': { minimax: there } })).toEqual(
    example.printed,
  );
});
