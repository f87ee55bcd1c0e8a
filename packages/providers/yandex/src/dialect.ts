// In what the OpenAI-like wire differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';
import type { ModelUri } from './model-uri.ts';

export const dialectOf = (uri: ModelUri): OpenaiDialect =>
  compatibleDialect({
    chat: {
      fields: { user: false },
      names: false,
      audio: false,
      strictTools: true,
      reasoningEfforts: ['none', 'low', 'medium', 'high'],
      // Usage comes unasked, or not at all.
      streamUsage: false,
      body: (body, { model }) => ({ ...body, model: uri('gpt', model) }),
      rules: chatRules,
    },
    responses: { body: (body, { model }) => ({ ...body, model: uri('gpt', model) }) },
    embed: { encodingFormat: undefined, user: false },
  });
