// In what MiniMax's OpenAI wire differs from OpenAI. Its own wire is the same at another path.
import { type ChatDialect, compatibleDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';

export function chatDialect(api: 'messages' | 'chat' | 'native'): ChatDialect | undefined {
  return compatibleDialect({
    chat: {
      ...(api === 'native' && { path: '/text/chatcompletion_v2' }),
      fields: {
        n: false,
        user: false,
        seed: false,
        logprobs: false,
        topLogprobs: false,
        presencePenalty: false,
        frequencyPenalty: false,
        parallelToolCalls: false,
      },
      audio: false,
      jsonMode: false,
      jsonSchema: 'prompt',
      // Thoughts stand in the text, and the text goes back as it was.
      thinkTags: {},
      reasoningReplay: 'think-tags',
      metaFields: ['base_resp', 'input_sensitive', 'output_sensitive', 'input_sensitive_type', 'output_sensitive_type'],
      rules: chatRules,
    },
  }).chat;
}
