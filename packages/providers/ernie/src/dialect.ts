// In what Qianfan differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: { n: false, logprobs: false, topLogprobs: false, metadata: 'metadata' },
    systemPlace: 'first',
    audio: false,
    reasoningRequest: 'enable_thinking',
    reasoningBudget: true,
    finishReasons: { normal: 'stop' },
    // The flag beside a choice says what became of it: 0 and 1 (a low risk) are answers.
    isFiltered: ({ flag }) => typeof flag === 'number' && flag > 1,
    metaFields: ['search_results', 'ban_round', 'need_clear_history'],
    rules: chatRules,
  },
  embed: { encodingFormat: undefined },
  image: { fields: { quality: false, background: false, format: false } },
});
