// What `run` takes, said in the terms of chat completions, from which it is translated.
import type { ChatDialect, ChatRules } from '@kit/transformer-openai';
import { compatibleChat } from '@kit/transformer-openai';
import { chatRules } from '../capabilities.ts';

export const nativeDialect: ChatDialect = {
  ...compatibleChat,
  wire: 'cloudflare-run',
  fields: {
    ...compatibleChat.fields,
    topK: 'top_k',
    user: false,
    stop: false,
    n: false,
    logprobs: false,
    topLogprobs: false,
    parallelToolCalls: false,
  },
  streamUsage: false,
  emptyContent: 'empty',
  plainText: true,
  images: 'data',
  audio: false,
  names: false,
  strictOutput: false,
};

/** A schema holds only for answers that come whole. */
export function chatRulesOfNative(model: string): ChatRules {
  return chatRules(model);
}
