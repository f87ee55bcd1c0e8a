// In what Databricks differs from OpenAI.
import type { ModelKind } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { arrayOf, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      topK: 'top_k',
      // A map that ends up in the tables of usage.
      metadata: 'usage_context',
      user: false,
      // Not of the models that Databricks serves itself.
      seed: false,
      presencePenalty: false,
      frequencyPenalty: false,
    },
    strictTools: true,
    strictOutput: true,
    audio: false,
    cacheMarks: 'cache_control',
    // Content parts: `{ type: reasoning, summary: [{ type: summary_text, text, signature }] }`.
    reasoningReplay: 'summary-parts',
    toolCallEcho: ['extra_content', 'thoughtSignature', 'thought_signature'],
    rules: chatRules,
  },
  // Sizes are fixed; the purpose is told by an instruction (`vendor: { databricks: { instruction } }`).
  embed: { dimensions: false, user: false },
  models: { path: '/api/2.0/serving-endpoints', rows: ({ endpoints }) => endpoints ?? [], row: endpointRow },
});

const kinds: Readonly<Record<string, ModelKind>> = {
  'llm/v1/chat': 'chat',
  'llm/v1/completions': 'chat',
  'llm/v1/embeddings': 'embedding',
  'agent/v1/responses': 'chat',
  'agent/v2/chat': 'chat',
};

/** Endpoints that are not ready yet are listed too: `status` says so. */
function endpointRow({ task, state, config }: JsonRecord) {
  const kind = kinds[stringOf(task) ?? ''];
  const ready = stringOf(recordOf(state)?.ready);
  const served = recordOf(arrayOf(recordOf(config)?.served_entities)[0]);
  const model = recordOf(served?.foundation_model) ?? recordOf(served?.external_model);
  const name = stringOf(model?.display_name) ?? stringOf(model?.name);
  return {
    ...(kind && { kind }),
    ...(name !== undefined && { name }),
    ...(ready !== undefined && { status: ready === 'READY' ? 'ready' : 'not-ready' }),
  };
}
