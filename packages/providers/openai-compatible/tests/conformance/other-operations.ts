// Operations beside chat, as servers imitate or invent them: each manifest takes those of its server.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import { openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { UnknownServerOperation } from '../../src/openai-compatible.ts';

type Operations = ConformanceManifest<UnknownServerOperation>['operations'];
type Own<K extends 'countTokens'> = ConformanceManifest<K>['operations'];

/** vLLM answers at its root with nothing at all, and counts what its template makes of a conversation. */
export const healthAtRoot = [
  {
    name: 'at the root',
    request: {},
    reply: [{ request: { method: 'GET', url: '/health' }, response: {} }],
    result: { status: 'ok' },
  },
] satisfies Operations['health'];

export const tokensOfVllm = [
  {
    name: 'of a question',
    request: { model: 'acme/chat-8b', messages: [user('Hi')] },
    sent: { model: 'acme/chat-8b', messages: [{ role: 'user', content: 'Hi' }] },
    reply: [{ request: { url: '/tokenize' }, response: { body: { count: 11, max_model_len: 4_096, tokens: [1, 2] } } }],
    result: { inputTokens: 11 },
  },
] satisfies Own<'countTokens'>['countTokens'];

/** NVIDIA wants to know what embeddings are for, and ranks with scores without bounds. */
export const embeddingsOfNvidia = [
  {
    ...openaiOperationExchanges.embed[0],
    name: 'two passages',
    request: { model: 'acme/embed', input: ['one', 'two'], inputType: 'document', truncate: 'end' },
    sent: { input: ['one', 'two'], input_type: 'passage', truncate: 'END' },
  },
] as Operations['embed'];

export const rerankOfNvidia = [
  {
    name: 'two passages',
    request: { model: 'acme/rerank', query: 'q', documents: ['a', 'b'], topN: 1 },
    sent: { model: 'acme/rerank', query: { text: 'q' }, passages: [{ text: 'a' }, { text: 'b' }] },
    reply: {
      body: {
        rankings: [
          { index: 1, logit: 3.5 },
          { index: 0, logit: -7.25 },
        ],
      },
    },
    result: { results: [{ index: 1, score: 3.5 }] },
  },
] satisfies Operations['rerank'];
