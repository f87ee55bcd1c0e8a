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
import { openaiAnswer } from '@kit/testing/openai-wire';
import { expect, it } from 'vitest';
import { type QwenOptions, qwen } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  const streams = request.headers['x-dashscope-sse'] === 'enable';
  switch (path.replace(/^.*\/v1\//, '')) {
    case 'chat/completions': {
      const thoughts = { reasoning_content: 'Hm.' };
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case 'services/embeddings/text-embedding/text-embedding':
      return { body: { output: { embeddings: [{ embedding: [1] }, { embedding: [2] }] } } };
    case 'services/rerank/text-rerank/text-rerank':
      return { body: { output: { results: [{ index: 1, relevance_score: 0.9 }] } } };
    case 'services/aigc/multimodal-generation/generation': {
      if (streams) return sseReply({ output: { finish_reason: 'stop', audio: { data: 'UklGRg==' } } });
      const content = [{ image: 'https://cdn.example/fox.png' }];
      return {
        body: { output: { choices: [{ message: { content } }], audio: { url: 'https://cdn.example/hello.wav' } } },
      };
    }
    case 'services/aigc/video-generation/video-synthesis':
      return { body: { output: { task_id: '1', task_status: 'PENDING' } } };
    case 'tasks/1':
      return { body: { output: { task_status: 'SUCCEEDED', video_url: 'https://cdn.example/fox.mp4' } } };
    case 'files':
      return { body: { id: 'file-1', object: 'file' } };
    case 'batches':
      return { body: { id: 'batch_1', status: 'validating' } };
    default:
      return { body: { data: [{ id: 'qwen-plus' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: QwenOptions) => qwen({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-qwen': { qwen: there } })).toEqual(
    example.printed,
  );
});
