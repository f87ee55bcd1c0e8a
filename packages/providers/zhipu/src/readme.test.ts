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
import { type ZhipuOptions, zhipu } from './index.ts';

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const thoughts = { reasoning_content: 'Hm.' };
      const { reply, stream } = openaiAnswer({ content: 'Because.', thoughts }, 'stop');
      return (request.json() as { stream?: boolean }).stream ? stream : reply;
    }
    case '/embeddings':
      return { body: { data: [{ embedding: [1] }, { embedding: [2] }] } };
    case '/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.9 }] } };
    case '/images/generations':
      return { body: { data: [{ url: 'https://cdn.example/fox.png' }] } };
    case '/videos/generations':
      return { body: { id: 'task-1', task_status: 'PROCESSING' } };
    case '/async-result/task-1':
      return { body: { task_status: 'SUCCESS', video_result: [{ url: 'https://cdn.example/fox.mp4' }] } };
    case '/audio/speech':
      return { headers: { 'content-type': 'audio/wav' }, base64: 'UklGRg==' };
    case '/audio/transcriptions':
      return { body: { text: 'Hello there.' } };
    case '/moderations':
      return { body: { result_list: [{ risk_level: 'PASS', risk_type: [] }] } };
    case '/reader':
      return { body: { reader_result: { content: '# Example' } } };
    case '/tokenizer':
      return { body: { usage: { prompt_tokens: 9 } } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batches':
      return { body: { id: 'batch_1', status: 'validating' } };
    default:
      return { body: { data: [{ id: 'glm-4.7' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: ZhipuOptions) => zhipu({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-zhipu': { zhipu: there } })).toEqual(
    example.printed,
  );
});
