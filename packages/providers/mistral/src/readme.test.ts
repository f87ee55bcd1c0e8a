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
import { type MistralOptions, mistral } from './index.ts';

const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] };
const choice = (message: object) => ({ choices: [{ index: 0, message, finish_reason: 'stop' }] });

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      if (!(request.json() as { stream?: boolean }).stream)
        return { body: choice({ content: [thinking, { type: 'text', text: 'Because.' }] }) };
      return sseReply({ choices: [{ index: 0, delta: { content: 'Because.' }, finish_reason: 'stop' }] }, '[DONE]');
    }
    case '/fim/completions':
      return { body: choice({ content: "'blue'" }) };
    case '/embeddings':
      return { body: { data: [{ embedding: [1] }, { embedding: [2] }] } };
    case '/moderations':
      return { body: { results: [{ categories: { violence_and_threats: false }, category_scores: {} }] } };
    case '/ocr':
      return { body: { pages: [{ index: 0, markdown: '# A title' }] } };
    case '/audio/transcriptions':
      return { body: { text: 'Hello there.', segments: [] } };
    case '/audio/speech':
      return { body: { audio_data: 'UklGRg==' } };
    case '/audio/voices':
      return { body: { items: [{ id: 'v-1', name: 'Paul' }] } };
    case '/files':
      return { body: { id: 'file-1', object: 'file' } };
    case '/batch/jobs':
      return { body: { id: 'job-1', status: 'QUEUED' } };
    default:
      return { body: { data: [{ id: 'mistral-small-latest' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: MistralOptions) => mistral({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-mistral': { mistral: there } })).toEqual(
    example.printed,
  );
});
