// The operation `countTokens`: the segmenter counts the texts of the messages, with a tokenizer of OpenAI's.
import { type ChatRequest, KitError, type OperationDeclaration, type Transformer, type Warning } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { jinaOptions } from '../vendor-options.ts';

const transformer: Transformer<'countTokens'> = {
  encode(request, context) {
    const warnings: Warning[] = [];
    const content = request.messages.map((message) => textOf(message, warnings)).join('\n');
    if (request.tools !== undefined && request.tools.length > 0)
      warnings.push({ feature: 'tools', detail: 'Only texts are counted; left out.' });
    const value = { content, ...jinaOptions(request.vendor, context) };
    return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
  },
  decode(reply, _state, { provider }) {
    const inputTokens = numberOf(recordOf(reply.json())?.num_tokens);
    if (inputTokens === undefined) throw new KitError('invalid-response', 'The reply holds no count.', { provider });
    return { inputTokens };
  },
};

function textOf({ content }: ChatRequest['messages'][number], warnings: Warning[]): string {
  if (typeof content === 'string') return content;
  return content
    .map((part) => {
      if (part.type === 'text') return part.text;
      warnings.push({ feature: 'messages', detail: `Only texts are counted; a part "${part.type}" was left out.` });
      return '';
    })
    .join('\n');
}

export function countTokensOperation(baseURL: string): OperationDeclaration<'countTokens'> {
  return { endpoint: { path: '/', baseURL, headers: { accept: 'application/json' } }, transformer };
}
