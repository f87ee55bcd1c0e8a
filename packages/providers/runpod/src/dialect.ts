// In what the OpenAI-like face of vLLM workers differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: { topK: 'top_k' },
    videos: true,
    reasoningRequest: 'chat_template_kwargs',
    reasoningReplay: 'reasoning_content',
    rules: chatRules,
  },
});
