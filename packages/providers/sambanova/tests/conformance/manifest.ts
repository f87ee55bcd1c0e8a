// SambaNova as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { SambanovaOperation } from '../../src/index.ts';

const model = 'gpt-oss-120b';
const { picture, ...chats } = openaiChats({ model });
const { complete, embed, transcribe, models, health } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<SambanovaOperation> = {
  chats: [
    ...Object.values(chats),
    { ...picture, request: { ...picture.request, model: 'Llama-4-Maverick-17B-128E-Instruct' } },
    openaiThoughts({ model, field: 'reasoning', sent: { reasoning_effort: 'high' }, echoed: true }),
  ],
  operations: {
    complete,
    embed,
    transcribe,
    // Nothing is streamed by the vendor: the transcript comes in one part.
    transcribeStream: transcribe,
    models,
    health,
  },
  errors: [
    ...openaiFailures,
    {
      name: '410 of a model that is gone',
      reply: openaiFailure(410, 'The model was removed.'),
      code: 'not-found',
    },
    {
      name: '408',
      reply: openaiFailure(408, 'Request timed out.'),
      code: 'timeout',
    },
    {
      name: '429 of the tokens of the day',
      reply: openaiFailure(429, 'Rate limit exceeded: tokens per day.'),
      code: 'rate-limit',
    },
    {
      name: '504 of a queue that was too long',
      reply: openaiFailure(504, 'Request expired in the queue.'),
      code: 'overloaded',
    },
    {
      name: '401 in plain text',
      reply: { status: 401, headers: { 'content-type': 'text/plain' }, text: 'Unauthorized' },
      code: 'authentication',
    },
    {
      name: '200 that holds an error',
      reply: { status: 200, body: { error: { message: 'It broke.', type: 'server_error' } } },
      code: 'server',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'user', operation: 'stream', request: asking({ user: 'u' }) },
    { feature: 'metadata', operation: 'chat', request: asking({ metadata: { team: 'a' } }) },
    { feature: 'dimensions', operation: 'embed', request: { model: 'E5', input: ['a'], dimensions: 4 } },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
