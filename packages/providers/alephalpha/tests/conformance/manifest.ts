// Aleph Alpha as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { AlephalphaOperation } from '../../src/index.ts';

const model = 'qwen2.5-vl-32b-instruct';
const { logprobs: _, ...chats } = openaiChats({ model, maxTokens: 'maximum_tokens' });
const { embed, rerank, transcribe } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const failure = (status: number, error: string, code: string) => ({ status, body: { error, code } });

export const manifest: ConformanceManifest<AlephalphaOperation> = {
  chats: [
    ...Object.values(chats),
    {
      name: 'thoughts between tags',
      features: ['reasoning'],
      request: asking({ model: 'qwen3-32b' }),
      ...openaiAnswer({ model: 'qwen3-32b', content: '<think>One and one.</think>It is two.' }, 'stop'),
      result: { text: 'It is two.', reasoning: 'One and one.' },
    },
  ],
  operations: {
    complete: [
      {
        name: 'a prompt',
        request: { model: 'luminous-base', prompt: 'Once upon', maxTokens: 5, stop: ['.'] },
        sent: {
          model: 'luminous-base',
          prompt: [{ type: 'text', data: 'Once upon', controls: [] }],
          maximum_tokens: 5,
          stop_sequences: ['.'],
        },
        reply: {
          body: {
            model_version: '2022-04',
            completions: [{ completion: ' a time', finish_reason: 'maximum_tokens' }],
            num_tokens_prompt_total: 2,
            num_tokens_generated: 5,
          },
        },
        result: {
          text: ' a time',
          finishReason: 'length',
          rawFinishReason: 'maximum_tokens',
          usage: { inputTokens: 2, outputTokens: 5 },
          meta: { vendor: { model_version: '2022-04' } },
        },
      },
    ],
    embed: [
      ...embed,
      {
        name: 'of Luminous',
        request: { model: 'luminous-base', input: ['one', 'two'], inputType: 'query', dimensions: 128 },
        sent: {
          model: 'luminous-base',
          prompts: [[{ type: 'text', data: 'one', controls: [] }], [{ type: 'text', data: 'two', controls: [] }]],
          representation: 'query',
          compress_to_size: 128,
        },
        reply: { body: { model_version: '2022-04', embeddings: [[0.5], [1]], num_tokens_prompt_total: 2 } },
        result: { embeddings: [[0.5], [1]], usage: { inputTokens: 2 } },
      },
    ],
    rerank,
    transcribe,
    countTokens: [
      {
        name: 'a conversation',
        request: { model: 'llama-3.1-8b-instruct', messages: [user('Hello'), user('there')] },
        sent: { model: 'llama-3.1-8b-instruct', prompt: 'Hello\nthere', token_ids: true },
        reply: { body: { tokens: null, token_ids: [1, 2, 3] } },
        result: { inputTokens: 3 },
      },
    ],
    models: [
      {
        name: 'a bare list',
        request: {},
        reply: {
          body: [
            {
              name: 'qwen3-32b',
              description: 'Qwen3',
              max_context_size: 32_768,
              maximum_completion_tokens: 8_192,
              image_support: false,
              embedding_types: [],
            },
            {
              name: 'qwen3-embedding-0.6b',
              max_context_size: 2_048,
              maximum_completion_tokens: 0,
              embedding_types: ['openai'],
            },
          ],
        },
        result: {
          models: [
            { id: 'qwen3-32b', contextWindow: 32_768, maxOutput: 8_192 },
            { id: 'qwen3-embedding-0.6b', kind: 'embedding' },
          ],
        },
      },
    ],
    health: [
      { name: 'the version', request: {}, reply: { text: '4.7.0' }, result: { status: 'ok', detail: 'version 4.7.0' } },
    ],
  },
  errors: [
    ...openaiFailures.filter(({ name }) => name !== '402'),
    { name: '402', reply: failure(402, 'insufficient credits', 'INSUFFICIENT_CREDITS'), code: 'quota' },
    {
      name: '400 of a model without that capability',
      reply: failure(400, 'model does not support chat', 'MISSING_CAPABILITY'),
      code: 'unsupported',
    },
    { name: '503 of the queue', reply: failure(503, 'queue is full', 'QUEUE_FULL'), code: 'overloaded', retry: 'same' },
    { name: '408', reply: failure(408, 'task timed out', 'TASK_TIMEOUT'), code: 'timeout' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: 'x' }) },
    { feature: 'reasoning', operation: 'chat', request: asking({ reasoning: { effort: 'high' } }) },
    { feature: 'suffix', operation: 'complete', request: { model: 'luminous-base', prompt: 'a', suffix: 'b' } },
    { feature: 'truncate', operation: 'embed', request: { model: 'acme/embed', input: 'a', truncate: 'end' } },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
