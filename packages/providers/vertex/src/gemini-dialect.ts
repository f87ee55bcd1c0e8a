// Gemini's wire as Vertex speaks it.
import type { GeminiDialect } from '@kit/transformer-gemini';
import { vertexModel } from './publishers.ts';

export const geminiDialect: GeminiDialect = {
  modelPath: (model) => vertexModel(model).path,
  modelName: (model) => vertexModel(model).path,
  labels: true,
  countTokens: 'flat',
  serviceTier: tierHeaders,
  // The newest ones alone answer `:embedContent`.
  embeddings: (model) => (/^gemini-embedding-(?!001|exp)/.test(model) ? 'content-config' : 'predict'),
};

/** Tiers are headers here. */
function tierHeaders(tier: string): Readonly<Record<string, string>> {
  if (tier === 'dedicated' || tier === 'shared' || tier === 'standard')
    return { 'x-vertex-ai-llm-request-type': tier === 'dedicated' ? 'dedicated' : 'shared' };
  return { 'x-vertex-ai-llm-request-type': 'shared', 'x-vertex-ai-llm-shared-request-type': tier };
}
