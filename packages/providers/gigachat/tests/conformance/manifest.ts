// GigaChat as the conformance suite sees it: one manifest for each of its two contracts.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import type { GigachatOperation } from '../../src/index.ts';
import { chats } from './chats.ts';
import { chatsOfV2 } from './chats-of-v2.ts';
import { failures, streamFailures } from './failures.ts';
import { otherOperations, otherOperationsOfV2 } from './other-operations.ts';
import { model, tokenExchange } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

const shared = {
  errors: failures,
  streamErrors: streamFailures,
  requestIdHeader: 'x-request-id',
  basePath: '/api/v1',
  beside: [tokenExchange],
} as const;

export const manifest: ConformanceManifest<GigachatOperation> = {
  ...shared,
  chats,
  operations: otherOperations,
  // A finish reason is enough for the answer; the marker behind it may get lost.
  streamEnding: { marker: 'data: [DONE]\n\n', without: 'complete' },
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: ['x'] }) },
    { feature: 'seed', operation: 'chat', request: asking({ seed: 1 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 1 }) },
    { feature: 'frequencyPenalty', operation: 'chat', request: asking({ frequencyPenalty: 1 }) },
    { feature: 'output', operation: 'chat', request: asking({ output: { type: 'json' } }) },
    {
      feature: 'toolChoice',
      operation: 'stream',
      request: asking({ tools: [sampleTool, { name: 'now' }], toolChoice: 'required' }),
    },
  ],
};

export const manifestOfV2: ConformanceManifest<GigachatOperation> = {
  ...shared,
  chats: chatsOfV2,
  operations: otherOperationsOfV2,
  cannot: [
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'user', operation: 'stream', request: asking({ user: 'u1' }) },
  ],
};
