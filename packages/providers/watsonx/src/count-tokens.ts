// Counting tokens of a text: what a template adds around the messages of a chat is not counted.
import { type JsonObject, KitError, type OperationDeclaration, type Transformer, type Warning } from '@kit/core';
import { conversationText } from '@kit/transformer-openai/chat';
import { numberOf, recordOf } from '@kit/wire';
import { type Owner, requireOwner } from './options.ts';

export function countTokensDeclaration(owner: Owner): OperationDeclaration<'countTokens'> {
  const transformer: Transformer<'countTokens'> = {
    encode(request) {
      const warnings: Warning[] = [];
      if (request.tools?.length) warnings.push({ feature: 'tools', detail: 'Functions are not counted.' });
      const value = {
        model_id: request.model,
        ...requireOwner(owner),
        input: conversationText(request.messages, warnings),
      };
      return { wire: { body: { type: 'json', value: value as JsonObject } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const inputTokens = numberOf(recordOf(recordOf(reply.json())?.result)?.token_count);
      if (inputTokens === undefined)
        throw new KitError('invalid-response', 'The reply holds no number of tokens.', { provider });
      return { inputTokens };
    },
  };
  return { endpoint: { path: '/text/tokenization' }, transformer };
}
