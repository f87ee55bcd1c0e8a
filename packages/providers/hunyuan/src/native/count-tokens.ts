// Counting tokens: of one text, so the conversation is put together. Roles and functions are not counted.
import { type CountTokensRequest, KitError, type OperationDeclaration } from '@kit/core';
import { leftOut } from '@kit/http';
import { numberOf } from '@kit/wire';
import { actionHeaders, metaOf, unwrapped } from './action.ts';

export const countTokensOperation: OperationDeclaration<'countTokens'> = {
  endpoint: { path: '/', headers: actionHeaders('GetTokenCount') },
  transformer: {
    encode(request: CountTokensRequest) {
      const warnings = leftOut(request, ['tools'], 'Functions are not counted.');
      const value = { Prompt: request.messages.map(textOf).join('\n') };
      return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const inputTokens = numberOf(unwrapped(reply.json()).TokenCount);
      if (inputTokens === undefined)
        throw new KitError('invalid-response', 'The reply holds no count of tokens.', { provider });
      return { inputTokens, meta: metaOf(reply) };
    },
  },
};

function textOf({ content }: CountTokensRequest['messages'][number]): string {
  if (typeof content === 'string') return content;
  const words = content.map((part) => {
    if ('text' in part) return part.text;
    if (part.type === 'tool-call') return part.arguments;
    return part.type === 'tool-result' && typeof part.content === 'string' ? part.content : '';
  });
  return words.join('\n');
}
