// MiniMax as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest, ErrorReply } from '@kit/testing';
import {
  anthropicChats,
  anthropicFailures,
  anthropicStreamEnding,
  anthropicStreamFailures,
} from '@kit/testing/anthropic-wire';
import {
  openaiAnswer,
  openaiChats,
  openaiFailures,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { MinimaxOperation } from '../../src/index.ts';
import { operations } from './operations.ts';

const model = 'MiniMax-M3';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

/** A success that is none. */
const told = (status_code: number, status_msg: string, code: ErrorReply['code']): ErrorReply => ({
  name: `${status_code} inside of a 200`,
  reply: { status: 200, body: { base_resp: { status_code, status_msg } } },
  code,
});
const failures = [
  told(1002, 'rate limit', 'rate-limit'),
  told(1004, 'login fail', 'authentication'),
  told(1008, 'insufficient balance', 'billing'),
  told(1026, 'input new_sensitive', 'content-filter'),
  told(1039, 'token limit', 'rate-limit'),
  told(2013, 'invalid params', 'invalid-request'),
  told(2049, 'invalid api key', 'authentication'),
  told(2056, 'usage limit exceeded', 'quota'),
  told(1033, 'system error', 'server'),
];

export const manifest: ConformanceManifest<MinimaxOperation> = {
  chats: Object.values(anthropicChats({ model, sent: { type: 'adaptive' } })),
  operations,
  errors: [...anthropicFailures, ...failures],
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: 'a' }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 1.5 }) },
    { feature: 'size', operation: 'image', request: { model: 'image-01', prompt: 'A fox', size: '1024x1024' } },
    { feature: 'dimensions', operation: 'embed', request: { model: 'embo-01', input: 'a', dimensions: 256 } },
    {
      feature: 'instructions',
      operation: 'speech',
      request: { model: 's', input: 'a', voice: 'v', instructions: 'x' },
    },
  ],
  requestIdHeader: 'minimax-request-id',
};

const { plainText, toolCalls, stoppedToolCall, picture, refusal, limit } = openaiChats({ model });

export const chatManifest: ConformanceManifest<MinimaxOperation> = {
  chats: [
    plainText,
    toolCalls,
    stoppedToolCall,
    picture,
    refusal,
    limit,
    {
      name: 'thoughts in the text',
      features: ['reasoning'],
      request: asking({ reasoning: { effort: 'high' } }),
      sent: { thinking: { type: 'adaptive' } },
      ...openaiAnswer({ model, content: '<think>One and one.</think>It is two.' }, 'stop'),
      result: { text: 'It is two.', reasoning: 'One and one.' },
      echoed: ['<think>One and one.</think>'],
    },
  ],
  operations,
  errors: [...openaiFailures, ...failures],
  streamErrors: [
    ...openaiStreamFailures,
    {
      name: 'a number',
      event: `data: ${JSON.stringify({ base_resp: { status_code: 1027, status_msg: 'output sensitive' } })}\n\n`,
      code: 'content-filter',
    },
  ],
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'presencePenalty', operation: 'chat', request: asking({ presencePenalty: 1 }) },
    { feature: 'output', operation: 'chat', request: asking({ output: { type: 'json' } }) },
  ],
  requestIdHeader: 'minimax-request-id',
};
