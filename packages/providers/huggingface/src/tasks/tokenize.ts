// countTokens: the texts of the conversation, cut by the endpoint's engine. Its chat template is not counted.
import { KitError, type OperationDeclaration, type Transformer, type Warning } from '@kit/core';
import { conversationText } from '@kit/transformer-openai/chat';
import { numberOf, recordOf } from '@kit/wire';
import type { InferenceEngine } from '../options.ts';
import { beside } from './address.ts';

export function tokenizeOperation(engine: InferenceEngine): OperationDeclaration<'countTokens'> {
  const transformer: Transformer<'countTokens', string> = {
    encode(request, context) {
      const warnings: Warning[] = [];
      if (request.tools?.length) warnings.push({ feature: 'tools', detail: 'Functions are not counted; left out.' });
      const text = conversationText(request.messages, warnings);
      return {
        wire: {
          url: beside(context, '/tokenize'),
          body: { type: 'json', value: bodyFor(engine, request.model, text) },
        },
        warnings,
        state: text,
      };
    },
    decode(reply, text, { provider }) {
      const inputTokens = countOf(reply.json());
      if (inputTokens === undefined || (inputTokens === 0 && text !== ''))
        throw new KitError('invalid-response', 'The reply holds no tokens.', { provider });
      return { inputTokens };
    },
  };
  return { endpoint: { path: '/' }, transformer: transformer as Transformer<'countTokens'> };
}

function bodyFor(engine: InferenceEngine, model: string | undefined, text: string) {
  if (engine === 'llama.cpp') return { content: text };
  if (engine === 'vllm' || engine === 'sglang') return { ...(model !== undefined && { model }), prompt: text };
  return { inputs: text };
}

/** `{ count }` of vLLM, `{ tokens }` of llama.cpp, a list of TGI, a list for each input of TEI. */
function countOf(told: unknown): number | undefined {
  const record = recordOf(told);
  const list = Array.isArray(told) ? told : record?.tokens;
  const count = numberOf(record?.count);
  if (count !== undefined) return count;
  if (!Array.isArray(list)) return undefined;
  return list.reduce<number>((sum, item) => sum + (Array.isArray(item) ? item.length : 1), 0);
}
