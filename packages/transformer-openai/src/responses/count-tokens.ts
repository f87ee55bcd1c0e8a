// Counting a request's tokens: the body of a response without what only generating needs.
import { KitError, type Transformer } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { type ResponsesDialect, responsesFeaturesFor } from '../dialect/responses-dialect.ts';
import { encodeResponsesRequest } from './encode-request.ts';

const counted: ReadonlySet<string> = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'previous_response_id',
  'conversation',
  'truncation',
]);

/** POST /responses/input_tokens → { object: "response.input_tokens", input_tokens } */
export function countTokensTransformer(dialect: ResponsesDialect = {}): Transformer<'countTokens', undefined> {
  const featuresFor = responsesFeaturesFor(dialect);
  return {
    encode(request, context) {
      const { wire, warnings } = encodeResponsesRequest(request, context, {
        features: featuresFor(request),
        stream: false,
      });
      const body = wire.body?.type === 'json' ? recordOf(wire.body.value) : undefined;
      const value = Object.fromEntries(Object.entries(body ?? {}).filter(([field]) => counted.has(field)));
      return {
        wire: { ...wire, body: { type: 'json', value: value as never } },
        warnings: warnings.filter(({ feature }) => feature !== 'maxTokens'),
        state: undefined,
      };
    },
    decode(reply, _state, context) {
      const inputTokens = numberOf(recordOf(reply.json())?.input_tokens);
      if (inputTokens === undefined)
        throw new KitError('invalid-response', 'The reply holds no token count.', { provider: context.provider });
      return { inputTokens };
    },
  };
}
