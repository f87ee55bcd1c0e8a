// Every operation of Cohere's beside chat.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import type { CohereOperation } from '../../src/index.ts';
import { model } from './wire.ts';

const embedding = 'embed-v4.0';
const vectors = [
  [0.5, -1],
  [0.25, 0.75],
];

export const otherOperations: ConformanceManifest<CohereOperation>['operations'] = {
  embed: [
    {
      name: 'two texts, which come by the type of their numbers',
      request: { model: embedding, input: ['one', 'two'], inputType: 'query', dimensions: 256, truncate: 'end' },
      sent: {
        model: embedding,
        texts: ['one', 'two'],
        input_type: 'search_query',
        output_dimension: 256,
        embedding_types: ['float'],
        truncate: 'END',
      },
      reply: {
        body: {
          id: 'r-1',
          response_type: 'embeddings_by_type',
          embeddings: { float: vectors },
          texts: ['one', 'two'],
          meta: { api_version: { version: '2' }, billed_units: { input_tokens: 2 } },
        },
      },
      result: { embeddings: vectors, usage: { inputTokens: 2 } },
    },
    {
      name: 'a text and a picture in one',
      request: {
        model: embedding,
        input: [
          [
            { type: 'text', text: 'cat' },
            { type: 'image', source: { data: samplePicture, mediaType: 'image/png' } },
          ],
        ],
      },
      sent: {
        inputs: [
          {
            content: [
              { type: 'text', text: 'cat' },
              { type: 'image_url', image_url: { url: `data:image/png;base64,${samplePicture}` } },
            ],
          },
        ],
      },
      reply: {
        body: {
          id: 'r-1',
          embeddings: { float: [[0.5, -1]] },
          meta: { billed_units: { input_tokens: 1, image_tokens: 9, images: 1 } },
        },
      },
      result: { embeddings: [[0.5, -1]], usage: { units: { images: 1 } } },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: { model: 'rerank-v4.0-pro', query: 'q', documents: ['a', 'b'], topN: 1, returnDocuments: true },
      sent: { model: 'rerank-v4.0-pro', query: 'q', documents: ['a', 'b'], top_n: 1 },
      reply: {
        body: {
          id: 'r-1',
          results: [{ index: 1, relevance_score: 0.5 }],
          meta: { billed_units: { search_units: 1 } },
        },
      },
      result: { results: [{ index: 1, score: 0.5, document: 'b' }], usage: { units: { requests: 1 } } },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model, messages: [user('Hi you')] },
      sent: { model, text: 'Hi you' },
      reply: { body: { tokens: [1, 2, 3], token_strings: ['H', 'i', ' you'], meta: {} } },
      result: { inputTokens: 3 },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: {
        model: 'cohere-transcribe-03-2026',
        audio: new Uint8Array([82, 73, 70, 70]),
        mediaType: 'audio/wav',
        language: 'en',
      },
      reply: { body: { text: ' Hello there.' } },
      result: { text: ' Hello there.' },
    },
  ],
  parse: [
    {
      name: 'a page',
      request: { model: 'parse-v5.0', source: { data: samplePicture, mediaType: 'image/png' } },
      sent: {
        model: 'parse-v5.0',
        document: { type: 'image_url', image_url: `data:image/png;base64,${samplePicture}` },
        output_format: 'markdown',
      },
      reply: {
        body: {
          id: 'r-1',
          pages: [{ index: 0, markdown: { content: '# Title' } }],
          meta: { billed_units: { pages: 1 } },
        },
      },
      result: { text: '# Title', pages: [{ index: 0, text: '# Title' }], usage: { units: { pages: 1 } } },
    },
  ],
  models: [
    {
      name: 'two pages',
      request: {},
      reply: [
        {
          body: {
            models: [{ name: model, endpoints: ['chat'], context_length: 256_000, features: ['tools'] }],
            next_page_token: 'next',
          },
        },
        { body: { models: [{ name: embedding, endpoints: ['embed'], context_length: 128_000 }] } },
      ],
      result: {
        models: [
          { id: model, provider: 'cohere', kind: 'chat', contextWindow: 256_000 },
          { id: embedding, kind: 'embedding' },
        ],
      },
    },
  ],
  health: [
    {
      name: 'the key is good',
      request: {},
      reply: { body: { valid: true, organization_id: 'o', owner_id: 'p' } },
      result: { status: 'ok' },
    },
  ],
};
