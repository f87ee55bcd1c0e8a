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
import { type PerplexityOptions, perplexity } from './index.ts';

const page = { url: 'https://example.com/sky', title: 'Sky' };
const priced = {
  usage: { prompt_tokens: 1, completion_tokens: 1, cost: { total_cost: 0.005 } },
  search_results: [page],
};
const completed = {
  id: 'async-1',
  status: 'COMPLETED',
  response: openaiAnswer({ content: 'Because of much.' }, 'stop').reply.body,
};

function answer({ path, ...request }: ReceivedRequest): ExchangeResponse {
  switch (path) {
    case '/chat/completions': {
      const { reply } = openaiAnswer({ content: 'Because.[1]' }, 'stop');
      return (request.json() as { stream?: boolean }).stream
        ? openaiAnswer({ content: 'Because.' }, 'stop').stream
        : { body: { ...(reply.body as object), ...priced } };
    }
    case '/v1/responses':
      return openaiResponse([openaiMessageItem('Because of this.')]).reply;
    case '/async/chat/completions':
      return { body: request.method === 'POST' ? { id: 'async-1', status: 'CREATED' } : { requests: [] } };
    case '/async/chat/completions/async-1':
      return { body: completed };
    case '/search':
      return { body: { results: [page] } };
    case '/v1/embeddings':
      return {
        body: {
          data: [
            { index: 0, embedding: 'Af8=' },
            { index: 1, embedding: 'Av4=' },
          ],
        },
      };
    default:
      return { body: { data: [{ id: 'openai/gpt-6' }] } };
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(readmeExamples(readme))('the README prints what it says: $code', async (example) => {
  await using server = await replayServer({ answer });
  const there = (options: PerplexityOptions) => perplexity({ apiKey: 'test-key', baseURL: server.url, ...options });
  expect(example.printed.length).toBeGreaterThan(0);
  const modules = { '@kit/core': core, '@kit/provider-perplexity': { perplexity: there } };
  expect(await runReadmeExample(example, modules)).toEqual(example.printed);
});
