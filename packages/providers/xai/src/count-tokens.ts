// Counting: xAI cuts one text into tokens; what a chat adds around its messages is not among them.
import { type ChatRequest, KitError, type OperationDeclaration, type Transformer, type Warning } from '@kit/core';
import { recordOf } from '@kit/wire';

const counting: Transformer<'countTokens', undefined> = {
  encode(request) {
    const { text, left } = textOf(request);
    const warnings: Warning[] = left.map((feature) => ({ feature, detail: 'Only text is counted; left out.' }));
    return { wire: { body: { type: 'json', value: { model: request.model, text } } }, warnings, state: undefined };
  },
  decode(reply, _state, { provider }) {
    const tokens = recordOf(reply.json())?.token_ids;
    if (!Array.isArray(tokens)) throw new KitError('invalid-response', 'The reply holds no tokens.', { provider });
    return { inputTokens: tokens.length, estimated: true };
  },
};

/** The texts of the messages, and what has none. */
function textOf({ messages, tools = [] }: ChatRequest): { readonly text: string; readonly left: readonly string[] } {
  const left = tools.length > 0 ? ['tools'] : [];
  const texts = messages.map(({ content }, index) => {
    if (typeof content === 'string') return content;
    return content
      .map((part, at) => {
        if (part.type === 'text' || part.type === 'reasoning') return part.text;
        if (part.type === 'tool-result' && typeof part.content === 'string') return part.content;
        left.push(`messages[${index}].content[${at}]`);
        return '';
      })
      .join('');
  });
  return { text: texts.join('\n'), left };
}

export const countTokensDeclaration: OperationDeclaration<'countTokens'> = {
  endpoint: { path: '/tokenize-text' },
  transformer: counting as Transformer<'countTokens'>,
};
