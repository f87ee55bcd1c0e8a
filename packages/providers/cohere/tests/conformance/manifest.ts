// Cohere as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import type { CohereOperation } from '../../src/index.ts';
import { chats } from './chats.ts';
import { failures, streamFailures } from './failures.ts';
import { otherOperations } from './other-operations.ts';
import { marker, model } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<CohereOperation> = {
  chats,
  operations: otherOperations,
  errors: failures,
  streamErrors: streamFailures,
  // `message-end` is the end; the marker behind it may get lost.
  streamEnding: { marker, without: 'complete' },
  cannot: [
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'u1' }) },
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    {
      feature: 'toolChoice',
      operation: 'chat',
      request: asking({ tools: [sampleTool], toolChoice: { name: sampleTool.name } }),
    },
    {
      feature: 'parallelToolCalls',
      operation: 'stream',
      request: asking({ tools: [sampleTool], parallelToolCalls: false }),
    },
    { feature: 'output', operation: 'chat', request: asking({ tools: [sampleTool], output: { type: 'json' } }) },
    {
      feature: 'diarize',
      operation: 'transcribe',
      request: { model: 't', audio: new Uint8Array(4), language: 'en', diarize: true },
    },
  ],
  requestIdHeader: 'x-debug-trace-id',
};
