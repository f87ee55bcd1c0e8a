// Perplexity as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { PerplexityOperation } from '../../src/index.ts';
import { cited, thoughts } from './chats.ts';
import { operations } from './operations.ts';

const model = 'sonar-pro';
const { plainText, picture, object, limit } = openaiChats({ model });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<PerplexityOperation> = {
  chats: [
    plainText,
    picture,
    // The schema alone: a name and `strict` are nothing to Sonar.
    object,
    limit,
    cited,
    thoughts,
  ],
  operations,
  errors: [
    ...openaiFailures,
    {
      name: '401 with a number',
      reply: {
        status: 401,
        body: { error: { message: 'Invalid API key provided.', type: 'invalid_api_key', code: 401 } },
      },
      code: 'authentication',
    },
    {
      name: '401 of the edge',
      reply: {
        status: 401,
        headers: { 'content-type': 'text/html' },
        text: '<html><h1>401 Authorization Required</h1></html>',
      },
      code: 'authentication',
    },
    {
      name: '401 of an empty balance',
      reply: openaiFailure(401, 'You exceeded your current quota.', { type: 'insufficient_quota', code: 401 }),
      code: 'billing',
    },
    {
      name: '400 of a model',
      reply: openaiFailure(400, 'Invalid model', { type: 'invalid_model', code: 400 }),
      code: 'not-found',
    },
    {
      name: '400 of a prompt',
      reply: openaiFailure(400, 'Too many', { type: 'too_many_prompt_tokens', code: 400 }),
      code: 'context-length',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'tools', operation: 'chat', request: asking({ tools: [sampleTool] }) },
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: 'x' }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 2 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'ann' }) },
  ],
  requestIdHeader: 'x-request-id',
};

const { limit: __, ...agents } = openaiResponses({ model: 'openai/gpt-6' });

export const agentsManifest: ConformanceManifest<PerplexityOperation> = {
  ...manifest,
  chats: Object.values(agents),
  streamErrors: openaiResponsesStreamFailures,
  streamEnding: undefined,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
};
