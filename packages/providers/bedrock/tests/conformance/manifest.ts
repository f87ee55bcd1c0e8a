// Bedrock as the conformance suite sees it: Converse, and what stands beside it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import type { BedrockOperationName } from '../../src/index.ts';
import { chats } from './chats.ts';
import { failures, streamFailures } from './failures.ts';
import { otherOperations } from './other-operations.ts';
import { lastMessage, model } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<BedrockOperationName> = {
  chats,
  operations: otherOperations,
  errors: failures,
  streamErrors: streamFailures,
  // The answer is whole without its usage; that it is missing is told.
  streamEnding: { marker: lastMessage, without: 'complete' },
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 1 }) },
    { feature: 'n', operation: 'stream', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 1 }) },
    { feature: 'presencePenalty', operation: 'chat', request: asking({ presencePenalty: 1 }) },
    { feature: 'user', operation: 'stream', request: asking({ user: 'u1' }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 2 }) },
  ],
  requestIdHeader: 'x-amzn-requestid',
};
