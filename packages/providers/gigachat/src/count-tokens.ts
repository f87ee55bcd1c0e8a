// Counting tokens: the texts of the conversation, one row each. Functions and the template around them are not counted.
import { KitError, type OperationDeclaration, type Warning } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { turnsOf } from './chat/turns.ts';

export const countTokensOperation: OperationDeclaration<'countTokens'> = {
  endpoint: { path: '/tokens/count' },
  transformer: {
    encode(request, context) {
      const warnings: Warning[] = [];
      if (request.tools && request.tools.length > 0)
        warnings.push({ feature: 'tools', detail: 'Functions cannot be counted; left out.' });
      const input = turnsOf(request.messages, context, warnings).flatMap(({ text, call, result }) => {
        const words = [text, call && JSON.stringify(call.arguments), result && JSON.stringify(result.value)];
        return words.filter((word): word is string => word !== undefined && word !== '');
      });
      const value = { model: request.model, input };
      return { wire: { body: { type: 'json', value } }, warnings, state: input.length };
    },
    decode(reply, texts, { provider }) {
      const rows = reply.json();
      // One row for each text.
      if (!Array.isArray(rows) || (rows.length === 0 && (texts as number) > 0))
        throw new KitError('invalid-response', 'The reply holds no counts of tokens.', { provider });
      const inputTokens = rows.reduce<number>((sum, row) => sum + (numberOf(recordOf(row)?.tokens) ?? 0), 0);
      return { inputTokens };
    },
  },
};
