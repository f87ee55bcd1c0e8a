// In what Cloudflare differs from OpenAI, on OpenAI's wire.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';
import { sessionField } from './session-affinity.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    path: '/v1/chat/completions',
    fields: { topK: 'top_k', user: false, promptCacheKey: sessionField, parallelToolCalls: false },
    emptyContent: 'empty',
    // Links are refused by most models.
    images: 'data',
    audio: false,
    strictOutput: true,
    rules: chatRules,
  },
  responses: { path: '/v1/responses', fields: { promptCacheKey: sessionField, user: false } },
  embed: { path: '/v1/embeddings', dimensions: false, user: false, encodingFormat: undefined },
});
