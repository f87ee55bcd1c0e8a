// Embeddings over their three endpoints, and reranking.
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import type { VoyageOperation } from '../../src/index.ts';

const model = 'voyage-4';
/** Little-endian float32. */
const packed = (...vector: number[]) => Buffer.from(new Float32Array(vector).buffer).toString('base64');

export const operations: ConformanceManifest<VoyageOperation>['operations'] = {
  embed: [
    {
      name: 'two texts, one in base64, out of order',
      request: { model, input: ['one', 'two'], inputType: 'document', dimensions: 256, truncate: 'none' },
      sent: {
        model,
        input: ['one', 'two'],
        input_type: 'document',
        output_dimension: 256,
        truncation: false,
        encoding_format: 'base64',
      },
      reply: {
        body: {
          object: 'list',
          data: [
            { object: 'embedding', embedding: [0.25, 0.75], index: 1 },
            { object: 'embedding', embedding: packed(0.5, -1), index: 0 },
          ],
          model,
          usage: { total_tokens: 2 },
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
      name: 'chunks in their documents',
      request: {
        model: 'voyage-context-4',
        input: [
          [
            { type: 'text', text: 'first' },
            { type: 'text', text: 'second' },
          ],
          'alone',
        ],
      },
      sent: { inputs: [['first', 'second'], ['alone']] },
      reply: {
        body: {
          object: 'list',
          data: [
            {
              object: 'list',
              index: 0,
              data: [
                { embedding: [1], index: 0 },
                { embedding: [2], index: 1 },
              ],
            },
            { object: 'list', index: 1, data: [{ embedding: [3], index: 0 }] },
          ],
          model: 'voyage-context-4',
          usage: { total_tokens: 9 },
        },
      },
      result: { embeddings: [[1], [2], [3]], meta: { vendor: { documents: [2, 1] } } },
    },
    {
      name: 'a text with a picture',
      request: {
        model: 'voyage-multimodal-3.5',
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
              { type: 'image_base64', image_base64: `data:image/png;base64,${samplePicture}` },
            ],
          },
        ],
      },
      reply: {
        body: {
          object: 'list',
          data: [{ object: 'embedding', embedding: [0.5, -1], index: 0 }],
          model: 'voyage-multimodal-3.5',
          usage: { text_tokens: 1, image_pixels: 560, total_tokens: 2 },
        },
      },
      result: { embeddings: [[0.5, -1]], usage: { inputTokens: 2, inputModalities: { text: 1, image: 1 } } },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: { model: 'rerank-2.5', query: 'q', documents: ['a', 'b'], topN: 1, returnDocuments: true },
      sent: { model: 'rerank-2.5', query: 'q', documents: ['a', 'b'], top_k: 1 },
      reply: {
        body: {
          object: 'list',
          data: [{ index: 1, relevance_score: 0.5, document: 'b' }],
          model: 'rerank-2.5',
          usage: { total_tokens: 7 },
        },
      },
      result: { results: [{ index: 1, score: 0.5, document: 'b' }], usage: { inputTokens: 7 } },
    },
  ],
  health: [
    {
      name: 'the smallest vector',
      request: {},
      sent: { input: 'a', model: 'voyage-4-lite' },
      reply: {
        body: {
          object: 'list',
          data: [{ object: 'embedding', embedding: [0.5], index: 0 }],
          usage: { total_tokens: 1 },
        },
      },
      result: { status: 'ok' },
    },
  ],
};
