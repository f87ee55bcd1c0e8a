// In what PhariaInference differs from OpenAI.
import type { Model } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { arrayOf, type JsonRecord, numberOf, stringOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';

export const dialectOf = (hosting: string | undefined): OpenaiDialect =>
  compatibleDialect({
    chat: {
      fields: {
        maxTokens: 'maximum_tokens',
        topK: 'top_k',
        stop: false,
        seed: false,
        presencePenalty: false,
        frequencyPenalty: false,
        n: false,
        logprobs: false,
        topLogprobs: false,
        user: false,
      },
      names: false,
      // Pictures as data, not as links.
      images: 'data',
      audio: false,
      strictOutput: true,
      reasoningRequest: false,
      ...(hosting !== undefined && { extra: { hosting } }),
      rules: chatRules,
    },
    embed: { user: false },
    transcribe: { path: '/transcribe', streams: false, timestamps: ['segment', 'word'] },
    models: { path: '/models_available', row: availableModel },
  });

/** `{ name, description, max_context_size, maximum_completion_tokens, image_support, embedding_types }`. */
function availableModel(row: JsonRecord): Partial<Model> {
  const contextWindow = numberOf(row.max_context_size);
  const maxOutput = numberOf(row.maximum_completion_tokens);
  const description = stringOf(row.description);
  const isEmbedding = arrayOf(row.embedding_types).length > 0;
  return {
    ...(isEmbedding && { kind: 'embedding' }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutput !== undefined && maxOutput > 0 && { maxOutput }),
    ...(row.image_support === true && { input: ['text', 'image'] }),
    ...(description !== undefined && { description }),
  };
}
