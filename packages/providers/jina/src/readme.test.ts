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
import { type JinaOptions, jina } from './index.ts';

const searched = (content: string) => [{ index: 0, message: { content, type: 'text' }, finish_reason: 'stop' }];
const page = {
  title: 'Example Domain',
  url: 'https://example.com/',
  content: '# Example Domain',
  usage: { tokens: 12 },
};

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/embeddings':
      return { body: { data: [0, 1].map((index) => ({ index, embedding: [1, 2] })), usage: { total_tokens: 2 } } };
    case '/rerank':
      return { body: { results: [{ index: 1, relevance_score: 0.9 }], usage: { total_tokens: 9 } } };
    case '/classify':
      return { body: { data: [{ index: 0, prediction: 'food', score: 0.7, predictions: [] }] } };
    case '/deepsearch/chat/completions':
      return (request.json() as { stream?: boolean }).stream
        ? sseReply(
            { choices: [{ index: 0, delta: { content: '<think>Hm.</think>', type: 'think' } }] },
            { choices: [{ index: 0, delta: { content: 'Because.', type: 'text' }, finish_reason: 'stop' }] },
          )
        : { body: { choices: searched('Because.') } };
    case '/segmenter/':
      return { body: { num_tokens: 4, chunks: ['One. ', 'Two.'] } };
    case '/search/':
      return { body: { code: 200, data: [page] } };
    case '/reader/':
      return { body: { code: 200, data: { ...page, links: { More: 'https://example.com/more' } } } };
    default:
      return { body: [] };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: JinaOptions) =>
    jina({
      apiKey: 'test-key',
      baseURL: server.url,
      readerURL: `${server.url}/reader`,
      searchURL: `${server.url}/search`,
      deepSearchURL: `${server.url}/deepsearch`,
      segmenterURL: `${server.url}/segmenter`,
      ...options,
    });
  expect(example.printed.length).toBeGreaterThan(0);
  expect(await runReadmeExample(example, { '@kit/core': core, '@kit/provider-jina': { jina: there } })).toEqual(
    example.printed,
  );
});
