// Zhipu as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  anthropicChats,
  anthropicFailures,
  anthropicStreamEnding,
  anthropicStreamFailures,
} from '@kit/testing/anthropic-wire';
import {
  openaiChats,
  openaiFailures,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { ZhipuOperation } from '../../src/index.ts';
import { operations } from './operations.ts';

const model = 'glm-4.7';
const { plainText, toolCalls, stoppedToolCall, json, refusal, limit } = openaiChats({
  model,
  finish: { content_filter: 'sensitive' },
});
const { picture } = openaiChats({ model: 'glm-4.6v' });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const told = (status: number, code: string, message: string) => ({ status, body: { error: { code, message } } });

export const manifest: ConformanceManifest<ZhipuOperation> = {
  chats: [
    plainText,
    toolCalls,
    stoppedToolCall,
    picture,
    json,
    refusal,
    limit,
    openaiThoughts({ model, field: 'reasoning_content', sent: { thinking: { type: 'enabled' } }, echoed: true }),
  ],
  operations,
  errors: [
    ...openaiFailures,
    { name: '401, 1003', reply: told(401, '1003', 'Token expired'), code: 'authentication' },
    { name: '400, 1211', reply: told(400, '1211', 'Unknown Model'), code: 'not-found' },
    { name: '400, 1261', reply: told(400, '1261', 'Prompt exceeds max length'), code: 'context-length' },
    { name: '400, 1301', reply: told(400, '1301', 'Unsafe content'), code: 'content-filter' },
    { name: '429, 1113', reply: told(429, '1113', 'Your account is in arrears'), code: 'billing' },
    { name: '429, 1302', reply: told(429, '1302', 'High concurrency usage of this API'), code: 'rate-limit' },
    { name: '429, 1308', reply: told(429, '1308', 'Usage limit reached for 5 hour'), code: 'quota' },
    { name: '429, 1312', reply: told(429, '1312', 'The model has too much traffic'), code: 'overloaded' },
    { name: '403, 1220', reply: told(403, '1220', 'No permission to access'), code: 'permission' },
    { name: '500, 1234', reply: told(500, '1234', 'Network error'), code: 'server' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'stream', request: asking({ logprobs: 2 }) },
    { feature: 'presencePenalty', operation: 'chat', request: asking({ presencePenalty: 1 }) },
    { feature: 'stop', operation: 'chat', request: asking({ stop: ['a', 'b'] }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'ann' }) },
    { feature: 'toolChoice', operation: 'chat', request: asking({ tools: [sampleTool], toolChoice: 'required' }) },
    {
      feature: 'output.schema',
      operation: 'chat',
      request: asking({ output: { type: 'json-schema', schema: { type: 'object' } } }),
    },
    { feature: 'seed', operation: 'video', request: { model: 'cogvideox-3', prompt: 'A fox', seed: 1 } },
  ],
  requestIdHeader: 'x-request-id',
};

export const messagesManifest: ConformanceManifest<ZhipuOperation> = {
  chats: Object.values(anthropicChats({ model })),
  operations,
  errors: anthropicFailures,
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'x-request-id',
};
