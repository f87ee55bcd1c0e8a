// How many tokens a request has: `{ usage: { prompt_tokens } }`.
import type { TokenCountWire } from '@kit/transformer-openai';
import { numberOf, recordOf } from '@kit/wire';

export const tokenCount: TokenCountWire = {
  path: '/tokenizer',
  fields: ['tools'],
  read(body) {
    const usage = recordOf(recordOf(body)?.usage);
    return numberOf(usage?.prompt_tokens) ?? numberOf(usage?.total_tokens);
  },
};
