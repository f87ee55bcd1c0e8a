// Databricks as the conformance suite sees it.
import { user } from '@kit/core';
import { type ChatExchange, type ConformanceManifest, type ErrorReply, sseReply } from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { DatabricksOperation } from '../../src/index.ts';

const model = 'databricks-gpt-oss-120b';
const claude = 'databricks-claude-sonnet-4-5';
const { logprobs: _, ...chats } = openaiChats({ model });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const told = (status: number, error_code: string, message: string) => ({ status, body: { error_code, message } });

const thoughts = [
  { type: 'summary_text', text: 'One and one.', signature: 'EqQBsignature' },
  { type: 'summary_encrypted_text', data: 'EmwKredacted' },
];
const chunk = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: claude,
  choices: [{ index: 0, delta, finish_reason: finish }],
});

/** Claude's content is a list where it thinks, and a string where it does not, within one stream. */
const signedThoughts: ChatExchange = {
  name: 'signed thoughts',
  features: ['reasoning'],
  request: { model: claude, messages: [user('Think.')], reasoning: { budgetTokens: 2048 }, maxTokens: 4096 },
  sent: { thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 4096 },
  reply: openaiAnswer(
    {
      model: claude,
      more: {
        content: [
          { type: 'reasoning', summary: thoughts },
          { type: 'text', text: 'It is two.' },
        ],
      },
    },
    'stop',
  ).reply,
  stream: sseReply(
    chunk({
      role: 'assistant',
      content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'One and ' }] }],
    }),
    chunk({ role: null, content: [{ type: 'reasoning', summary: [{ ...thoughts[0], text: 'one.' }] }] }),
    chunk({ content: [{ type: 'reasoning', summary: [thoughts[1]] }] }),
    chunk({ content: 'It is ' }),
    chunk({ content: [{ type: 'text', text: 'two.' }] }),
    chunk({ content: '' }, 'stop'),
    {
      ...chunk({}),
      choices: [],
      usage: {
        prompt_tokens: 1_210,
        completion_tokens: 50,
        total_tokens: 1_260,
        prompt_tokens_details: { cached_tokens: 1_024 },
        completion_tokens_details: { reasoning_tokens: 32 },
      },
    },
    '[DONE]',
  ),
  result: { text: 'It is two.', reasoning: 'One and one.', finishReason: 'stop' },
  echoed: ['EqQBsignature', 'EmwKredacted'],
};

const endpoints = {
  body: {
    endpoints: [
      {
        name: model,
        task: 'llm/v1/chat',
        state: { ready: 'READY', config_update: 'NOT_UPDATING' },
        config: {
          served_entities: [{ foundation_model: { name: 'system.ai.gpt-oss-120b', display_name: 'GPT OSS 120B' } }],
        },
      },
      { name: 'databricks-gte-large-en', task: 'llm/v1/embeddings', state: { ready: 'NOT_READY' } },
    ],
  },
};
const { complete, embed } = openaiOperationExchanges;

const operations: ConformanceManifest<DatabricksOperation>['operations'] = {
  complete,
  embed,
  models: [
    {
      name: 'endpoints, with what they serve',
      request: {},
      reply: endpoints,
      result: {
        models: [
          { id: model, name: 'GPT OSS 120B', kind: 'chat', status: 'ready' },
          { id: 'databricks-gte-large-en', kind: 'embedding', status: 'not-ready' },
        ],
      },
    },
  ],
  health: [{ name: 'the list of endpoints', request: {}, reply: endpoints, result: { status: 'ok' } }],
  databricksInvoke: [
    {
      name: 'a model of one’s own',
      request: { model: 'iris', body: { dataframe_split: { columns: ['a'], data: [[1]] } } },
      sent: { dataframe_split: { columns: ['a'], data: [[1]] } },
      reply: { body: { predictions: [0.5] } },
      result: { output: { predictions: [0.5] } },
    },
  ],
};

const errors: readonly ErrorReply[] = [
  ...openaiFailures,
  { name: '400 BAD_REQUEST', reply: told(400, 'BAD_REQUEST', 'Bad request.'), code: 'invalid-request', retry: 'never' },
  {
    name: '400 too long',
    reply: told(400, 'BAD_REQUEST', 'Input exceeds the maximum context length of the model.'),
    code: 'context-length',
  },
  {
    name: '400 a guardrail',
    reply: { status: 400, body: { finishReason: 'input_guardrail_triggered', message: 'Blocked.' } },
    code: 'content-filter',
  },
  {
    name: '403 a token that expired',
    reply: told(403, 'PERMISSION_DENIED', 'Invalid access token.'),
    code: 'authentication',
  },
  { name: '403 PERMISSION_DENIED', reply: told(403, 'PERMISSION_DENIED', 'You may not query it.'), code: 'permission' },
  {
    name: '404 no endpoint',
    reply: told(404, 'RESOURCE_DOES_NOT_EXIST', 'Endpoint does not exist.'),
    code: 'not-found',
  },
  { name: '429 REQUEST_LIMIT_EXCEEDED', reply: told(429, 'REQUEST_LIMIT_EXCEEDED', 'Too many.'), code: 'rate-limit' },
  { name: '500 INTERNAL_ERROR', reply: told(500, 'INTERNAL_ERROR', 'It broke.'), code: 'server' },
  {
    name: '503 asleep',
    reply: told(503, 'TEMPORARILY_UNAVAILABLE', 'The endpoint is scaled to zero.'),
    code: 'overloaded',
  },
  { name: '504', reply: openaiFailure(504, 'Upstream took too long.'), code: 'timeout' },
];

const shared = { operations, errors, requestIdHeader: 'x-request-id' } as const;

export const manifest: ConformanceManifest<DatabricksOperation> = {
  ...shared,
  chats: [...Object.values(chats), signedThoughts],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 1 }) },
    { feature: 'presencePenalty', operation: 'stream', request: asking({ presencePenalty: 1 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'u1' }) },
    {
      feature: 'temperature',
      operation: 'chat',
      request: asking({ model: claude, temperature: 0.5, reasoning: { effort: 'low' } }),
    },
  ],
};

export const manifestOfAgents: ConformanceManifest<DatabricksOperation> = {
  ...shared,
  chats: Object.values(openaiResponses({ model })),
  streamErrors: openaiResponsesStreamFailures,
};
