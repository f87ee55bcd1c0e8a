// In what Baseten differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';
import type { Deployment } from './deployment.ts';

const common: OpenaiDialect = {
  chat: { fields: { topK: 'top_k' }, reasoningReplay: 'reasoning_content', rules: chatRules },
  complete: { fields: { suffix: false } },
};

/** A deployment has one model, and wants a name for it all the same. */
const unnamed = { extra: { model: 'placeholder' } };

export function dialectFor(deployment: Deployment | undefined): OpenaiDialect {
  return compatibleDialect(common, deployment && { chat: unnamed, complete: unnamed, embed: unnamed });
}
