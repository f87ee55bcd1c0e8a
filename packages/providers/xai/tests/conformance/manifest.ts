// xAI as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, type ErrorReply, sampleTool } from '@kit/testing';
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
import type { XaiOperation } from '../../src/index.ts';
import { operations } from './operations.ts';

const model = 'grok-4.6';
const { logprobs: _, ...chats } = openaiChats({ model, maxTokens: 'max_completion_tokens' });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

const errors: readonly ErrorReply[] = [
  ...openaiFailures,
  {
    name: '400 of a wrong key',
    reply: {
      status: 400,
      body: {
        code: 'invalid-argument',
        error: 'Incorrect API key provided. You can obtain an API key from https://console.x.ai.',
      },
    },
    code: 'authentication',
  },
  {
    name: '403 without credits',
    reply: {
      status: 403,
      body: { code: 'The caller does not have permission', error: 'Your team has used all available credits.' },
    },
    code: 'billing',
  },
  {
    name: '403 of a safety check',
    reply: { status: 403, body: { code: 'permission-denied', error: 'Refused: SAFETY_CHECK_TYPE_CSAM' } },
    code: 'content-filter',
  },
  {
    name: '404 in prose',
    reply: {
      status: 404,
      body: { code: 'Some requested entity was not found', error: 'The model grok-0 does not exist' },
    },
    code: 'not-found',
  },
  { name: '410', reply: { status: 410, body: { error: 'Live search is deprecated' } }, code: 'unsupported' },
  { name: '415', reply: openaiFailure(415, 'Expected JSON'), code: 'invalid-request' },
];

export const manifest: ConformanceManifest<XaiOperation> = {
  chats: [
    ...Object.values(chats),
    openaiThoughts({ model, field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: false }),
  ],
  operations,
  errors,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: 'x' }) },
    { feature: 'presencePenalty', operation: 'chat', request: asking({ presencePenalty: 1 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 2 }) },
    { feature: 'metadata', operation: 'chat', request: asking({ metadata: { a: 'b' } }) },
    { feature: 'size', operation: 'image', request: { model: 'grok-imagine-image', prompt: 'x', size: '1x1' } },
    { feature: 'prompt', operation: 'transcribe', request: { audio: new Uint8Array([1]), prompt: 'Kit' } },
    { feature: 'tools', operation: 'countTokens', request: asking({ tools: [sampleTool] }) },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};

export const responsesManifest: ConformanceManifest<XaiOperation> = {
  ...manifest,
  chats: Object.values(openaiResponses({ model })),
  streamErrors: openaiResponsesStreamFailures,
  streamEnding: undefined,
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: 'x' }) },
  ],
};
