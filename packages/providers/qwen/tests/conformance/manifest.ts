// Qwen as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  anthropicChats,
  anthropicFailures,
  anthropicStreamEnding,
  anthropicStreamFailures,
} from '@kit/testing/anthropic-wire';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { QwenOperation } from '../../src/index.ts';
import { operations } from './operations.ts';

const model = 'qwen-plus';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
/** As the vendor's own wire tells it. */
const told = (status: number, code: string, message: string) => ({ status, body: { code, message, request_id: 'r1' } });

export const manifest: ConformanceManifest<QwenOperation> = {
  chats: [
    ...Object.values(openaiChats({ model })),
    openaiThoughts({
      model,
      field: 'reasoning_content',
      sent: { enable_thinking: true, thinking_budget: 16_384 },
      echoed: true,
    }),
  ],
  operations,
  errors: [
    ...openaiFailures,
    {
      name: '401 InvalidApiKey',
      reply: told(401, 'InvalidApiKey', 'Invalid API-key provided.'),
      code: 'authentication',
    },
    { name: '400 Arrearage', reply: told(400, 'Arrearage', 'Access denied, overdue.'), code: 'billing' },
    { name: '403 AccessDenied', reply: told(403, 'AccessDenied', 'Access denied.'), code: 'permission' },
    {
      name: '400 DataInspectionFailed',
      reply: told(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
      code: 'content-filter',
    },
    {
      name: '400 data_inspection_failed',
      reply: openaiFailure(400, 'Output data may contain inappropriate content.', { code: 'data_inspection_failed' }),
      code: 'content-filter',
    },
    {
      name: '429 Throttling.RateQuota',
      reply: told(429, 'Throttling.RateQuota', 'Requests rate limit exceeded.'),
      code: 'rate-limit',
    },
    {
      name: '429 insufficient_quota',
      reply: openaiFailure(429, 'You exceeded your current quota.', { code: 'insufficient_quota' }),
      code: 'quota',
    },
    {
      name: '400 of a prompt that is too long',
      reply: openaiFailure(400, 'Range of input length should be [1, 30720]', { code: 'invalid_parameter_error' }),
      code: 'context-length',
    },
    { name: '504 RequestTimeOut', reply: told(504, 'RequestTimeOut', 'Request timed out.'), code: 'timeout' },
    { name: '503 ServiceUnavailable', reply: told(503, 'ServiceUnavailable', 'Busy.'), code: 'overloaded' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'frequencyPenalty', operation: 'chat', request: asking({ frequencyPenalty: 1 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'ann' }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 2 }) },
    {
      feature: 'aspectRatio',
      operation: 'image',
      request: { model: 'qwen-image-2.0', prompt: 'A fox', aspectRatio: '1:1' },
    },
    {
      feature: 'format',
      operation: 'speech',
      request: { model: 'qwen3-tts-flash', input: 'a', voice: 'v', format: 'mp3' },
    },
    {
      feature: 'diarize',
      operation: 'transcribe',
      request: { model: 'qwen3-asr-flash', audio: new Uint8Array([1]), diarize: true },
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/compatible-mode/v1',
};

export const messagesManifest: ConformanceManifest<QwenOperation> = {
  chats: Object.values(anthropicChats({ model })),
  operations,
  errors: anthropicFailures,
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'x-request-id',
};

export const responsesManifest: ConformanceManifest<QwenOperation> = {
  chats: Object.values(openaiResponses({ model })),
  operations,
  errors: openaiFailures,
  streamErrors: openaiResponsesStreamFailures,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'x-request-id',
  basePath: '/compatible-mode/v1',
};
