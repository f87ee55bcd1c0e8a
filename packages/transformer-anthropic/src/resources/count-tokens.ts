// `POST /messages/count_tokens`: the request's body without what only matters for an answer.
import {
  type CountTokensResponse,
  type Decoded,
  type JsonValue,
  KitError,
  type Transformer,
  type WireReply,
} from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { type AnthropicDialect, completeDialect } from '../dialect.ts';
import { isFailure } from '../messages/decode-response.ts';
import { encodeBody } from '../messages/encode-request.ts';
import { requestHeaders, versionFields } from '../messages/request-version.ts';
import type { Block } from '../wire-names.ts';

// The endpoint refuses fields that it does not know.
const answerFields = [
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'metadata',
  'service_tier',
  'container',
  'inference_geo',
  'speed',
  'fallbacks',
];

export function countTokensTransformer(dialect?: AnthropicDialect): Transformer<'countTokens'> {
  const complete = completeDialect(dialect);
  return {
    encode(request, context) {
      const { body, betas, warnings } = encodeBody(request, context, complete);
      const kind = { betas, sampling: false };
      const counted: Block = { ...body, ...versionFields(complete, kind) };
      for (const field of answerFields) delete counted[field];
      return {
        wire: { headers: requestHeaders(complete, kind), body: { type: 'json', value: counted as JsonValue } },
        warnings,
        state: undefined,
      };
    },
    decode(reply, _state, context) {
      const body = reply.json();
      if (isFailure(body)) throw context.failure({ body, status: reply.status, headers: reply.headers });
      return decodeCount(reply);
    },
  };
}

function decodeCount(reply: WireReply): Decoded<CountTokensResponse> {
  const inputTokens = numberOf(recordOf(reply.json())?.input_tokens);
  if (inputTokens === undefined) throw new KitError('invalid-response', 'The reply has no `input_tokens`.');
  return { inputTokens };
}
