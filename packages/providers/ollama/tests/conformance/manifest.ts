// Ollama as the conformance suite sees it, over its own wire.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import type { OllamaOperation } from '../../src/index.ts';
import { chats } from './chats.ts';
import { failures, streamFailures } from './failures.ts';
import { otherOperations } from './other-operations.ts';
import { model } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<OllamaOperation> = {
  chats,
  operations: otherOperations,
  errors: failures,
  streamErrors: streamFailures,
  cannot: [
    { feature: 'toolChoice', operation: 'chat', request: asking({ tools: [sampleTool], toolChoice: 'required' }) },
    {
      feature: 'parallelToolCalls',
      operation: 'stream',
      request: asking({ tools: [sampleTool], parallelToolCalls: false }),
    },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'u1' }) },
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    { feature: 'inputType', operation: 'embed', request: { model, input: ['one', 'two'], inputType: 'query' } },
  ],
};
