// Replicate as the conformance suite sees it: everything is a prediction.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import type { ReplicateOperation } from '../../src/index.ts';
import { chats } from './chats.ts';
import { failures, streamFailures } from './failures.ts';
import { otherOperations } from './other-operations.ts';
import { answer, cancelled, model } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<ReplicateOperation> = {
  chats,
  operations: otherOperations,
  errors: failures,
  streamErrors: streamFailures,
  cannot: [
    { feature: 'tools', operation: 'chat', request: asking({ tools: [sampleTool] }) },
    { feature: 'output', operation: 'stream', request: asking({ output: { type: 'json' } }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 0.5 }) },
    { feature: 'user', operation: 'stream', request: asking({ user: 'u1' }) },
    {
      feature: 'mask',
      operation: 'image',
      request: { model: 'black-forest-labs/flux-schnell', prompt: 'A fox', mask: { url: 'https://example.com/m.png' } },
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
  beside: [cancelled],
  // The question stands in the first request alone: those that follow name the prediction.
  numbered(index) {
    const mark = `<${index}>`;
    const { reply, stream } = answer(`p-${index}`, [mark, ' it is']);
    return {
      operation: index % 2 === 0 ? 'chat' : 'stream',
      request: asking({ messages: [user(`question ${mark}`)] }),
      asks: (body) => body.includes(mark),
      reply: index % 2 === 0 ? reply : stream,
      result: { text: `${mark} it is`, meta: { responseId: `p-${index}` } },
    };
  },
};
