// OpenRouter as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import { anthropicChats, anthropicStreamEnding, anthropicStreamFailures } from '@kit/testing/anthropic-wire';
import {
  openaiChats,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
} from '@kit/testing/openai-wire';
import type { OpenrouterOperation } from '../../src/index.ts';
import { failures, streamFailures } from './failures.ts';
import { operations } from './operations.ts';
import { thoughts } from './thoughts.ts';

const model = 'anthropic/claude-opus-5';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<OpenrouterOperation> = {
  chats: [...Object.values(openaiChats({ model })), thoughts],
  operations,
  errors: failures,
  streamErrors: streamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'truncate', operation: 'embed', request: { model: 'a/b', input: 'x', truncate: 'end' } },
    { feature: 'negativePrompt', operation: 'image', request: { model: 'a/b', prompt: 'x', negativePrompt: 'y' } },
  ],
  requestIdHeader: 'x-generation-id',
  basePath: '/api/v1',
};

export const responsesManifest: ConformanceManifest<OpenrouterOperation> = {
  ...manifest,
  chats: Object.values(openaiResponses({ model })),
  streamErrors: openaiResponsesStreamFailures,
  streamEnding: undefined,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
};

export const messagesManifest: ConformanceManifest<OpenrouterOperation> = {
  ...manifest,
  chats: Object.values(anthropicChats({ model, sent: { type: 'adaptive' } })),
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
};
