// complete: a prompt of items, and its completions.
import {
  type CompleteResponse,
  type Decoded,
  type FinishReason,
  type JsonObject,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type WireReply,
} from '@kit/core';
import { leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

export function completeOperation(hosting: string | undefined): OperationDeclaration<'complete'> {
  const transformer: Transformer<'complete', undefined> = {
    encode(request, context) {
      const { model, prompt, maxTokens, temperature, topP, stop, n, vendor } = request;
      const value = {
        model,
        prompt: [{ type: 'text', data: prompt, controls: [] }],
        ...(maxTokens !== undefined && { maximum_tokens: maxTokens }),
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { top_p: topP }),
        ...(stop !== undefined && { stop_sequences: typeof stop === 'string' ? [stop] : stop }),
        ...(n !== undefined && { n }),
        ...(hosting !== undefined && { hosting }),
        ...vendorOptions(vendor, context, 'alephalpha'),
      } as JsonObject;
      return {
        wire: { body: { type: 'json', value } },
        warnings: leftOut(request, ['suffix', 'seed', 'user']),
        state: undefined,
      };
    },
    decode: (reply, _, { provider }) => decodeComplete(reply, provider),
  };
  return { endpoint: { path: '/complete' }, transformer: transformer as Transformer<'complete'> };
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  end_of_text: 'stop',
  stop_sequence_reached: 'stop',
  maximum_tokens: 'length',
};

function decodeComplete(reply: WireReply, provider: string): Decoded<CompleteResponse> {
  const body = recordOf(reply.json());
  const rows = arrayOf(body?.completions)
    .map(recordOf)
    .filter((row) => row !== undefined);
  const [first] = rows;
  if (!body || !first) throw new KitError('invalid-response', 'The reply holds no completion.', { provider });
  const choices = rows.map((row) => {
    const word = stringOf(row.finish_reason) ?? 'end_of_text';
    const finishReason = (Object.hasOwn(finishReasons, word) ? finishReasons[word] : undefined) ?? 'other';
    return { text: stringOf(row.completion) ?? '', finishReason };
  });
  const inputTokens = numberOf(body.num_tokens_prompt_total);
  const outputTokens = numberOf(body.num_tokens_generated);
  const version = stringOf(body.model_version);
  const rawFinishReason = stringOf(first.finish_reason);
  return {
    text: choices[0]?.text ?? '',
    finishReason: choices[0]?.finishReason ?? 'other',
    ...(rawFinishReason !== undefined && { rawFinishReason }),
    choices,
    ...((inputTokens !== undefined || outputTokens !== undefined) && {
      usage: {
        state: 'reported',
        ...(inputTokens !== undefined && { inputTokens }),
        ...(outputTokens !== undefined && { outputTokens }),
      },
    }),
    ...(version !== undefined && { meta: { vendor: { model_version: version } } }),
  };
}
