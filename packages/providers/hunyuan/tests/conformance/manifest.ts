// Hunyuan over OpenAI's wire and Anthropic's, as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  anthropicChats,
  anthropicFailures,
  anthropicStreamEnding,
  anthropicStreamFailures,
} from '@kit/testing/anthropic-wire';
import {
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { HunyuanOperation } from '../../src/index.ts';

const model = 'hunyuan-a13b';
const { logprobs: _, picture: __, ...chats } = openaiChats({ model, finish: { content_filter: 'sensitive' } });
const { picture } = openaiChats({ model: 'hunyuan-vision' });
const { embed, models, health, files } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const operations = { embed, models, health, files };

export const manifest: ConformanceManifest<HunyuanOperation> = {
  chats: [
    ...Object.values(chats),
    picture,
    openaiThoughts({ model, field: 'reasoning_content', sent: { enable_thinking: true }, echoed: true }),
  ],
  operations,
  errors: openaiFailures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'seed', operation: 'chat', request: asking({ seed: 0 }) },
    { feature: 'logprobs', operation: 'stream', request: asking({ logprobs: 2 }) },
    { feature: 'toolChoice', operation: 'chat', request: asking({ tools: [sampleTool], toolChoice: 'required' }) },
    { feature: 'dimensions', operation: 'embed', request: { model: 'hunyuan-embedding', input: 'a', dimensions: 5 } },
  ],
  requestIdHeader: 'x-request-id',
};

export const messagesManifest: ConformanceManifest<HunyuanOperation> = {
  chats: Object.values(anthropicChats({ model })),
  operations,
  errors: anthropicFailures,
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'x-request-id',
};
