// fal as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, type ErrorReply, type ExchangeResponse, sampleTool } from '@kit/testing';
import type { FalOperation } from '../../src/index.ts';
import { chatsOf, llava } from './chats.ts';
import { operationsOf } from './operations.ts';
import { answeredAtOnce, type Mode } from './wire.ts';

const told = (status: number, detail: unknown, headers = {}): ExchangeResponse => ({
  status,
  headers,
  body: { detail },
});

const failures: readonly ErrorReply[] = [
  { name: '401', reply: told(401, 'Authentication is required to access this application.'), code: 'authentication' },
  {
    name: '403 without a balance',
    reply: told(403, 'User is locked. Reason: Exhausted balance.'),
    code: 'billing',
  },
  { name: '403', reply: told(403, 'Cannot access application "x".'), code: 'permission' },
  { name: '404', reply: told(404, 'Application "x" not found'), code: 'not-found' },
  {
    name: '422 of an input',
    reply: told(422, [{ loc: ['body', 'prompt'], msg: 'field required', type: 'value_error.missing' }]),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '422 of a policy',
    reply: told(422, [{ loc: ['body', 'prompt'], msg: 'Flagged.', type: 'content_policy_violation' }]),
    code: 'content-filter',
  },
  {
    name: '504 of a limit of the caller',
    reply: told(504, 'Request timed out', { 'x-fal-request-timeout-type': 'user' }),
    code: 'timeout',
    retry: 'never',
  },
  {
    name: '429',
    reply: told(429, 'Too many requests at a time.', { 'retry-after': '3' }),
    code: 'rate-limit',
    retryAfterMs: 3_000,
  },
  { name: '500', reply: told(500, 'Internal Server Error'), code: 'server' },
  {
    name: '503 of a machine that does not start',
    reply: told(503, 'Runner connection failed.', { 'x-fal-error-type': 'runner_connection_error' }),
    code: 'server',
  },
];

const asking = (more: object) => ({ model: llava, messages: [user('Hi')], ...more });
const drawing = (more: object) => ({ model: 'fal-ai/flux/dev', prompt: 'A fox', ...more });

export function manifestOf(mode: Mode): ConformanceManifest<FalOperation> {
  return {
    chats: chatsOf(mode),
    operations: operationsOf(mode),
    errors: failures,
    streamErrors: [
      { name: 'a text', event: 'data: {"error":"It broke."}\n\n', code: 'server' },
      {
        name: 'a policy',
        event: 'data: {"detail":[{"loc":[],"msg":"Flagged.","type":"content_policy_violation"}]}\n\n',
        code: 'content-filter',
      },
    ],
    cannot: [
      { feature: 'tools', operation: 'chat', request: asking({ tools: [sampleTool] }) },
      { feature: 'output', operation: 'stream', request: asking({ output: { type: 'json' } }) },
      { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
      { feature: 'seed', operation: 'stream', request: asking({ seed: 7 }) },
      { feature: 'style', operation: 'image', request: drawing({ style: 'vivid' }) },
      { feature: 'negativePrompt', operation: 'image', request: drawing({ negativePrompt: 'dogs' }) },
      { feature: 'aspectRatio', operation: 'image', request: drawing({ aspectRatio: '21:9' }) },
      {
        feature: 'temperature',
        operation: 'transcribe',
        request: { model: 'fal-ai/whisper', audio: { url: 'https://example.com/a.mp3' }, temperature: 0.1 },
      },
    ],
    requestIdHeader: 'x-fal-request-id',
    // Whoever leaves before the end takes the work out.
    beside: [
      {
        request: { method: 'PUT', url: '/cancel' },
        response: { status: 202, body: { status: 'CANCELLATION_REQUESTED' } },
      },
    ],
    // The question stands in the first request alone: those that follow name the work.
    numbered(index) {
      const mark = `<${index}>`;
      const output = { body: { output: `${mark} it is`, partial: false } };
      const reply = answeredAtOnce(mode, llava, output, `r-${index}`);
      return {
        operation: 'chat',
        request: asking({ messages: [user(`question ${mark}`)] }),
        asks: (body) => body.includes(mark),
        reply,
        result: { text: `${mark} it is` },
      };
    },
  };
}
