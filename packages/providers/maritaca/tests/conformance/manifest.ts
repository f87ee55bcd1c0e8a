// Maritaca as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { MaritacaOperation } from '../../src/index.ts';

const model = 'sabia-4';
const { logprobs: _, json: __, ...chats } = openaiChats({ model });
const { models, health, files, batch } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const thoughts = openaiThoughts({ model: 'sabia-4-thinking', field: 'reasoning_content', sent: {}, echoed: false });

export const manifest: ConformanceManifest<MaritacaOperation> = {
  // It thinks without being asked to.
  chats: [...Object.values(chats), { ...thoughts, request: { model: 'sabia-4-thinking', messages: [user('Think.')] } }],
  operations: { models, health, files, batch },
  errors: [
    ...openaiFailures,
    { name: '401 in a detail', reply: { status: 401, body: { detail: 'Invalid key' } }, code: 'authentication' },
    {
      name: '429 of the flex queue',
      reply: openaiFailure(429, 'The flex queue is full.'),
      code: 'overloaded',
      retry: 'same',
    },
    { name: '403 without credit', reply: openaiFailure(403, 'Saldo insuficiente.'), code: 'billing' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'seed', operation: 'stream', request: asking({ seed: 5 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 2 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'ann' }) },
    { feature: 'reasoning', operation: 'chat', request: asking({ reasoning: { effort: 'high' } }) },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/api/v1',
};

export const responsesManifest: ConformanceManifest<MaritacaOperation> = {
  ...manifest,
  chats: Object.values(openaiResponses({ model })),
  streamErrors: openaiResponsesStreamFailures,
  streamEnding: undefined,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
};
