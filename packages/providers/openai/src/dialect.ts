// OpenAI itself: the transformers' defaults, with the rules of its models.
import type { OpenaiDialect } from '@kit/transformer-openai';
import { chatRules, imageRules, responsesRules, speechRules, transcribeRules } from './capabilities.ts';

export const openaiDialect: OpenaiDialect = {
  chat: { rules: chatRules },
  responses: { rules: responsesRules },
  image: { rules: imageRules },
  speech: { rules: speechRules },
  transcribe: { rules: transcribeRules },
};
