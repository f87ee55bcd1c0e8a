// OpenAI as the conformance suite sees it: one manifest for each of its two chat wires.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import type { OpenaiOperationName } from '../../src/index.ts';
import { chatCompletions } from './chat-completions.ts';
import { chatStreamFailures, failures, responsesStreamFailures } from './failures.ts';
import { otherOperations } from './other-operations.ts';
import { responses } from './responses.ts';
import { model } from './wire.ts';

const shared = {
  operations: otherOperations,
  errors: failures,
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
} as const;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const chatManifest: ConformanceManifest<OpenaiOperationName> = {
  ...shared,
  chats: chatCompletions,
  streamErrors: chatStreamFailures,
  // A finish reason is enough for the answer; the marker behind it may get lost.
  streamEnding: { marker: 'data: [DONE]\n\n', without: 'complete' },
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 0.5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: ['x'] }) },
    { feature: 'presencePenalty', operation: 'chat', request: asking({ presencePenalty: 1 }) },
  ],
};

export const responsesManifest: ConformanceManifest<OpenaiOperationName> = {
  ...shared,
  chats: responses,
  streamErrors: responsesStreamFailures,
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 1 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: ['x'] }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'frequencyPenalty', operation: 'chat', request: asking({ frequencyPenalty: 1 }) },
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
  ],
};
