// Google as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import type { GoogleOperation } from '../../src/index.ts';
import { chats } from './chats.ts';
import { failures, streamFailures } from './failures.ts';
import { otherOperations } from './other-operations.ts';
import { events, model } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const piece = (text: string, more: object = {}) => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, ...more }],
  modelVersion: model,
  responseId: 'r-1',
});
const usageMetadata = {
  promptTokenCount: 1_210,
  cachedContentTokenCount: 1_024,
  candidatesTokenCount: 18,
  thoughtsTokenCount: 32,
  totalTokenCount: 1_260,
};

export const manifest: ConformanceManifest<GoogleOperation> = {
  chats,
  operations: otherOperations,
  errors: failures,
  streamErrors: streamFailures,
  usageAfterFinish: events(piece('Hello'), piece(' there', { finishReason: 'STOP' }), {
    usageMetadata,
    modelVersion: model,
    responseId: 'r-1',
  }),
  cannot: [
    { feature: 'user', operation: 'chat', request: asking({ user: 'u1' }) },
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    {
      feature: 'parallelToolCalls',
      operation: 'chat',
      request: asking({ tools: [{ name: 'clock' }], parallelToolCalls: false }),
    },
    // Thinking cannot be switched off from the third generation on.
    { feature: 'reasoning', operation: 'chat', request: asking({ reasoning: { effort: 'none' } }) },
  ],
  basePath: '/v1beta',
};
