// How many tokens a request has: `{ data: { total_tokens } }`. Functions are not counted.
import type { TokenCountWire } from '@kit/transformer-openai';
import { numberOf, recordOf } from '@kit/wire';

export const tokenCount: TokenCountWire = {
  path: '/tokenizers/estimate-token-count',
  read: (body) => numberOf(recordOf(recordOf(body)?.data)?.total_tokens),
};
