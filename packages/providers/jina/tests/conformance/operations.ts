// Jina's operations beside deep search.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import type { JinaOperation } from '../../src/index.ts';

const model = 'jina-embeddings-v4';
/** Little-endian float32. */
const packed = (...vector: number[]) => Buffer.from(new Float32Array(vector).buffer).toString('base64');
const page = {
  title: 'Example',
  description: '',
  url: 'https://example.com/',
  content: '# Example',
  usage: { tokens: 12 },
};

export const operations: ConformanceManifest<JinaOperation>['operations'] = {
  embed: [
    {
      name: 'two texts, in base64, out of order',
      request: { model, input: ['one', 'two'], inputType: 'query', dimensions: 2, truncate: 'end' },
      sent: {
        model,
        input: ['one', 'two'],
        task: 'retrieval.query',
        dimensions: 2,
        truncate: true,
        embedding_type: 'base64',
      },
      reply: {
        body: {
          object: 'list',
          data: [
            { object: 'embedding', index: 1, embedding: [0.25, 0.75] },
            { object: 'embedding', index: 0, embedding: packed(0.5, -1) },
          ],
          model,
          usage: { total_tokens: 2, prompt_tokens: 2 },
        },
      },
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
        usage: { inputTokens: 2 },
        meta: { model },
      },
    },
    {
      name: 'a picture',
      request: {
        model,
        input: [[{ type: 'image', source: { data: samplePicture, mediaType: 'image/png' } }]],
        encoding: 'binary',
      },
      sent: { input: [{ image: samplePicture }], embedding_type: 'binary' },
      reply: {
        body: { object: 'list', data: [{ index: 0, embedding: [-55, 74] }], model, usage: { total_tokens: 9 } },
      },
      result: { embeddings: [[-55, 74]], usage: { inputTokens: 9 } },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: {
        model: 'jina-reranker-v3',
        query: 'q',
        documents: ['a', 'b'],
        topN: 1,
        returnDocuments: true,
      },
      sent: { model: 'jina-reranker-v3', query: 'q', documents: ['a', 'b'], top_n: 1, return_documents: false },
      reply: {
        body: {
          model: 'jina-reranker-v3',
          results: [{ index: 1, relevance_score: 0.5 }],
          usage: { total_tokens: 7 },
        },
      },
      result: { results: [{ index: 1, score: 0.5, document: 'b' }], usage: { inputTokens: 7 } },
    },
  ],
  parse: [
    {
      name: 'a page',
      request: { source: { url: 'https://example.com' } },
      sent: { url: 'https://example.com' },
      reply: { body: { code: 200, status: 20000, data: page } },
      result: {
        text: '# Example',
        citations: [{ url: 'https://example.com/', title: 'Example' }],
        usage: { outputTokens: 12 },
      },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { messages: [user('Hello there')] },
      sent: { content: 'Hello there' },
      reply: { body: { num_tokens: 2, tokenizer: 'cl100k_base', usage: { tokens: 0 } } },
      result: { inputTokens: 2 },
    },
  ],
  health: [
    {
      name: 'the classifiers of the account',
      request: {},
      reply: [{ request: { method: 'GET', url: '/classifiers' }, response: { body: [] } }],
      result: { status: 'ok' },
    },
  ],
  jinaRead: [
    {
      name: 'a page with its links',
      request: { url: 'https://example.com', links: true, format: 'text' },
      sent: { url: 'https://example.com' },
      reply: { body: { code: 200, status: 20000, data: { ...page, links: { More: 'https://example.com/more' } } } },
      result: { text: '# Example', title: 'Example', links: { More: 'https://example.com/more' } },
    },
  ],
  jinaSearch: [
    {
      name: 'one result',
      request: { query: 'example', limit: 1, country: 'de' },
      sent: { q: 'example', num: 1, gl: 'de' },
      reply: { body: { code: 200, status: 20000, data: [page] } },
      result: {
        results: [{ url: 'https://example.com/', title: 'Example', description: '', text: '# Example', tokens: 12 }],
        usage: { outputTokens: 12 },
      },
    },
  ],
  jinaSegment: [
    {
      name: 'two chunks',
      request: { text: 'One. Two.', chunks: true, maxChunkLength: 5 },
      sent: { content: 'One. Two.', return_chunks: true, max_chunk_length: 5 },
      reply: {
        body: {
          num_tokens: 4,
          tokenizer: 'cl100k_base',
          usage: { tokens: 4 },
          num_chunks: 2,
          chunk_positions: [
            [0, 5],
            [5, 9],
          ],
          chunks: ['One. ', 'Two.'],
        },
      },
      result: {
        tokenCount: 4,
        tokenizer: 'cl100k_base',
        chunks: ['One. ', 'Two.'],
        positions: [
          [0, 5],
          [5, 9],
        ],
      },
    },
  ],
  jinaClassify: [
    {
      name: 'a text under two labels',
      request: { model: 'jina-embeddings-v3', input: ['Sushi'], labels: ['food', 'cars'] },
      sent: { model: 'jina-embeddings-v3', input: ['Sushi'], labels: ['food', 'cars'] },
      reply: {
        body: {
          code: 200,
          status: 'success',
          data: [
            {
              object: 'classification',
              index: 0,
              prediction: 'food',
              score: 0.7,
              predictions: [
                { label: 'food', score: 0.7 },
                { label: 'cars', score: 0.3 },
              ],
            },
          ],
          usage: { total_tokens: 3 },
        },
      },
      result: { results: [{ label: 'food', score: 0.7, scores: { food: 0.7, cars: 0.3 } }], usage: { inputTokens: 3 } },
    },
  ],
};
