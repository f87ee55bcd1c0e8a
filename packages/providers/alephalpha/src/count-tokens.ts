// countTokens: the texts of the conversation, cut by the model's tokenizer. The template around them is not counted.
import { KitError, type OperationDeclaration, type Warning } from '@kit/core';
import { conversationText } from '@kit/transformer-openai/chat';
import { arrayOf, recordOf } from '@kit/wire';

export const countTokensOperation: OperationDeclaration<'countTokens'> = {
  endpoint: { path: '/tokenize' },
  transformer: {
    encode(request) {
      const warnings: Warning[] = [];
      if (request.tools?.length) warnings.push({ feature: 'tools', detail: 'Functions are not counted; left out.' });
      const prompt = conversationText(request.messages, warnings);
      const value = { model: request.model, prompt, tokens: false, token_ids: true };
      return { wire: { body: { type: 'json', value } }, warnings, state: prompt };
    },
    decode(reply, prompt, { provider }) {
      const body = recordOf(reply.json());
      const inputTokens = arrayOf(body?.token_ids ?? body?.tokens).length;
      if (inputTokens === 0 && prompt !== '')
        throw new KitError('invalid-response', 'The reply holds no tokens.', { provider });
      return { inputTokens };
    },
  },
};
