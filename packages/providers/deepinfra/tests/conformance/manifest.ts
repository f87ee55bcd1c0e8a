// DeepInfra as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { DeepinfraOperation } from '../../src/index.ts';

const model = 'deepseek-ai/DeepSeek-V3.2';
const { complete, embed, image, speech, transcribe, models, health, files, batch } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<DeepinfraOperation> = {
  chats: [
    ...Object.values(openaiChats({ model })),
    openaiThoughts({ model, field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: true }),
  ],
  operations: {
    complete,
    embed,
    rerank: [
      {
        name: 'two documents, over the own API',
        request: {
          model: 'Qwen/Qwen3-Reranker-8B',
          query: 'q',
          documents: ['a', 'b'],
          topN: 1,
          returnDocuments: true,
        },
        sent: { queries: ['q', 'q'], documents: ['a', 'b'] },
        reply: [
          {
            request: { url: '/v1/inference/Qwen/Qwen3-Reranker-8B' },
            response: { body: { scores: [0.1, 0.9], input_tokens: 7 } },
          },
        ],
        result: { results: [{ index: 1, score: 0.9, document: 'b' }], usage: { inputTokens: 7 } },
      },
    ],
    image: [
      ...image,
      {
        name: 'a picture of a shape, over the own API',
        request: {
          model: 'black-forest-labs/FLUX-1-schnell',
          prompt: 'A fox',
          aspectRatio: '16:9',
          seed: 3,
          n: 1,
        },
        sent: { prompt: 'A fox', aspect_ratio: '16:9', seed: 3, num_images: 1 },
        reply: [
          {
            request: { url: '/v1/inference/black-forest-labs/FLUX-1-schnell' },
            response: { body: { images: [`data:image/png;base64,${samplePicture}`] } },
          },
        ],
        result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
      },
    ],
    speech,
    // The sound comes as it is made, without events.
    speechStream: speech,
    transcribe,
    // Nothing is streamed by the vendor: the transcript comes in one part.
    transcribeStream: transcribe,
    models,
    health,
    files,
    batch,
  },
  errors: [
    ...openaiFailures,
    {
      name: '404 with a detail',
      reply: { status: 404, body: { detail: { error: 'Model is not available' } } },
      code: 'not-found',
    },
    {
      name: '400, too long, with a detail',
      reply: { status: 400, body: { detail: { error: 'This exceeds the maximum context length of 8192 tokens.' } } },
      code: 'context-length',
    },
    {
      name: '401 with a detail',
      reply: { status: 401, body: { detail: 'Unauthorized' } },
      code: 'authentication',
    },
    {
      name: '429 of too many at a time',
      reply: openaiFailure(429, 'You have more than 200 concurrent requests.'),
      code: 'rate-limit',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    { feature: 'toolChoice', operation: 'chat', request: asking({ tools: [sampleTool], toolChoice: 'required' }) },
    { feature: 'quality', operation: 'image', request: { model: 'm', prompt: 'p', quality: 'high' } },
    { feature: 'size', operation: 'image', request: { model: 'm', prompt: 'p', size: '1x1', aspectRatio: '1:1' } },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1/openai',
};
