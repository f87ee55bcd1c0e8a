// Completion of a prompt by a base model: `text/generation`, with settings among `parameters`.
import {
  type FinishReason,
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import { leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';
import { deploymentOf, pathFor } from './endpoint.ts';
import { type Owner, requireOwner } from './options.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  eos_token: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  token_limit: 'length',
  time_limit: 'length',
  cancelled: 'other',
  error: 'error',
};

export function completeDeclaration(owner: Owner): OperationDeclaration<'complete'> {
  const transformer: Transformer<'complete'> = {
    encode(request, context) {
      const { model, prompt, maxTokens, temperature, topP, stop, seed } = request;
      const warnings = leftOut(request, ['suffix', 'n', 'user']);
      const { parameters: more, ...own } = (vendorOptions(request.vendor, context, 'watsonx') ?? {}) as JsonObject;
      const parameters = {
        ...((temperature !== undefined || topP !== undefined) && { decoding_method: 'sample' }),
        ...(maxTokens !== undefined && { max_new_tokens: maxTokens }),
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { top_p: topP }),
        ...(stop !== undefined && { stop_sequences: typeof stop === 'string' ? [stop] : stop }),
        ...(seed !== undefined && { random_seed: seed }),
        ...recordOf(more),
      };
      const whose = deploymentOf(model) === undefined ? { model_id: model, ...requireOwner(owner) } : {};
      const value = { ...whose, input: prompt, parameters, ...own };
      return { wire: { body: { type: 'json', value: value as JsonObject } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const body = recordOf(reply.json());
      const row = recordOf(arrayOf(body?.results)[0]);
      const text = stringOf(row?.generated_text);
      if (text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
      const rawFinishReason = stringOf(row?.stop_reason);
      const finishReason = reasons[rawFinishReason?.toLowerCase() ?? 'eos_token'] ?? 'other';
      const inputTokens = numberOf(row?.input_token_count);
      const outputTokens = numberOf(row?.generated_token_count);
      const model = stringOf(body?.model_id);
      return {
        text,
        finishReason,
        ...(rawFinishReason !== undefined && { rawFinishReason }),
        choices: [{ text, finishReason }],
        ...(inputTokens !== undefined &&
          outputTokens !== undefined && {
            usage: { state: 'reported' as const, inputTokens, outputTokens },
          }),
        meta: { ...(model !== undefined && { model }) },
      };
    },
  };
  return { endpoint: { path: (request) => pathFor('/text/generation', request) }, transformer };
}
