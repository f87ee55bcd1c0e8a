// Perplexity's other operations, as its reference writes them.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import { openaiAnswer, openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { PerplexityOperation } from '../../src/index.ts';

const { models } = openaiOperationExchanges;
const row = { id: 'async-1', model: 'sonar-deep-research', created_at: 1_794_960_000 };
const looked = { method: 'GET', url: '/async/chat/completions/async-1' };
const { reply } = openaiAnswer({ content: 'Hello', model: 'sonar-deep-research' }, 'stop');
const completed = { ...row, status: 'COMPLETED', completed_at: 1_794_960_060, response: reply.body };
const base64 = (...numbers: readonly number[]) => Buffer.from(Int8Array.from(numbers)).toString('base64');

export const operations: ConformanceManifest<PerplexityOperation>['operations'] = {
  embed: [
    {
      name: 'numbers of eight bits',
      request: { model: 'pplx-embed-v1-0.6b', input: ['one', 'two'], dimensions: 3 },
      sent: { model: 'pplx-embed-v1-0.6b', input: ['one', 'two'], dimensions: 3, encoding_format: 'base64_int8' },
      reply: {
        body: {
          object: 'list',
          model: 'pplx-embed-v1-0.6b',
          data: [
            { object: 'embedding', index: 0, embedding: base64(1, -128, 127) },
            { object: 'embedding', index: 1, embedding: base64(0, -1, 2) },
          ],
          usage: { prompt_tokens: 3, total_tokens: 3, cost: { currency: 'USD', input_cost: 0.5, total_cost: 0.5 } },
        },
      },
      result: {
        embeddings: [
          [1, -128, 127],
          [0, -1, 2],
        ],
        usage: { inputTokens: 3 },
        cost: {
          amount: 0.5,
          currency: 'USD',
          source: 'vendor',
          includesLostAttempts: false,
          breakdown: { input: 0.5 },
        },
      },
    },
  ],
  models,
  health: [
    {
      name: 'the list of asynchronous chats',
      request: {},
      reply: { body: { requests: [], next_token: null } },
      result: { status: 'ok' },
    },
  ],
  perplexityAsync: [
    {
      name: 'an answer that takes its time',
      request: { model: 'sonar-deep-research', messages: [user('Hi')], idempotencyKey: 'k-1' },
      sent: { request: { model: 'sonar-deep-research' }, idempotency_key: 'k-1' },
      reply: [
        { request: { url: '/async/chat/completions' }, response: { body: { ...row, status: 'CREATED' } } },
        { request: looked, response: { body: { ...row, status: 'IN_PROGRESS' } } },
        { request: looked, response: { body: completed } },
        { request: looked, response: { body: completed } },
      ],
      result: { id: 'async-1' },
      settled: { text: 'Hello', finishReason: 'stop' },
    },
  ],
  perplexitySearch: [
    {
      name: 'pages',
      request: { query: 'kit', maxResults: 2, maxTokensPerPage: 100, domains: ['example.com'], country: 'US' },
      sent: {
        query: 'kit',
        max_results: 2,
        max_tokens_per_page: 100,
        search_domain_filter: ['example.com'],
        country: 'US',
      },
      reply: {
        body: {
          id: 's-1',
          results: [
            {
              title: 'A',
              url: 'https://example.com/a',
              snippet: 'a …',
              date: '2026-01-01',
              last_updated: '2026-02-01',
            },
            { title: 'B', url: 'https://example.com/b', snippet: 'b …', date: null, last_updated: null },
          ],
        },
      },
      result: {
        results: [
          { url: 'https://example.com/a', title: 'A', snippet: 'a …', date: '2026-01-01', lastUpdated: '2026-02-01' },
          { url: 'https://example.com/b', title: 'B', snippet: 'b …' },
        ],
        usage: { state: 'reported', units: { searches: 1 } },
      },
    },
  ],
};
