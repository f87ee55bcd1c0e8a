// Servers of this wire as the conformance suite sees them: one of which nothing is known, vLLM, and NVIDIA's service.
import { user } from '@kit/core';
import { type ChatExchange, type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiStreamEnding,
  openaiThoughts,
  openaiOperationExchanges as operations,
} from '@kit/testing/openai-wire';
import type { PresetOperation } from '../../src/index.ts';
import type { UnknownServerOperation } from '../../src/openai-compatible.ts';
import { failures, streamFailures } from './failures.ts';
import { embeddingsOfNvidia, healthAtRoot, rerankOfNvidia, tokensOfVllm } from './other-operations.ts';

const model = 'acme/chat-8b';
export const { json: _, ...chats } = openaiChats({ model });
const commonChats = Object.values(chats);

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

const shared = {
  errors: failures,
  streamErrors: streamFailures,
  streamEnding: openaiStreamEnding,
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
} as const;

const { files: _files, batch: _batch, ...known } = operations;

export const unknownServer: ConformanceManifest<UnknownServerOperation> = {
  ...shared,
  chats: [
    ...commonChats,
    openaiThoughts({ field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: false }),
  ],
  operations: known,
  cannot: [{ feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) }],
};

const { complete, embed, rerank, transcribe, transcribeStream, models } = operations;

export const vllm: ConformanceManifest<PresetOperation<'vllm'>> = {
  ...shared,
  chats: [...commonChats, openaiThoughts({ field: 'reasoning', sent: { reasoning_effort: 'high' }, echoed: true })],
  operations: {
    complete,
    embed,
    rerank,
    transcribe,
    transcribeStream,
    models,
    countTokens: tokensOfVllm,
    health: healthAtRoot,
  },
};

/** A request that waits for its model is looked at until it is done. */
const waiting: ChatExchange = {
  name: 'an answer that has to be waited for',
  request: { model, messages: [user('Slowly.')] },
  reply: [
    {
      request: { url: '/chat/completions' },
      response: { status: 202, headers: { 'nvcf-reqid': 'req-conformance-1', 'nvcf-status': 'pending' }, body: {} },
    },
    {
      request: { method: 'GET', url: '/pexec/status/req-conformance-1' },
      response: openaiAnswer({ content: 'Here.' }, 'stop').reply,
    },
  ],
  result: { text: 'Here.' },
};

export const nvidia: ConformanceManifest<PresetOperation<'nvidia'>> = {
  ...shared,
  chats: [
    ...commonChats,
    openaiThoughts({
      field: 'reasoning_content',
      sent: { chat_template_kwargs: { thinking: true, enable_thinking: true } },
      echoed: false,
    }),
    waiting,
  ],
  operations: {
    complete,
    embed: embeddingsOfNvidia,
    rerank: rerankOfNvidia,
    models,
    health: operations.health,
  },
  requestIdHeader: 'nvcf-reqid',
  cannot: [
    { feature: 'user', operation: 'chat', request: asking({ user: 'u1' }) },
    {
      feature: 'parallelToolCalls',
      operation: 'stream',
      request: asking({ tools: [sampleTool], parallelToolCalls: false }),
    },
    {
      feature: 'dimensions',
      operation: 'embed',
      request: { model: 'acme/embed', input: ['one', 'two'], inputType: 'query', dimensions: 256 },
    },
  ],
};
