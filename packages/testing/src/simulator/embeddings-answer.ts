// Embeddings of any wire: deterministic vectors for whatever was sent.
import { type EmbedRequest, type EmbedResponse, estimateTokens } from '@kit/core';
import { textVector } from './deterministic-vectors.ts';
import type { World } from './world.ts';

export function embed(world: World, request: EmbedRequest): EmbedResponse {
  const model = world.checkModel(request.model);
  const inputs = typeof request.input === 'string' ? [request.input] : request.input;
  const texts = inputs.map((input) => (typeof input === 'string' ? input : JSON.stringify(input)));
  const inputTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return {
    embeddings: texts.map((text) => textVector(text, request.dimensions ?? world.dimensions)),
    usage: { state: 'reported', inputTokens },
    meta: { ...simulated, model },
    warnings: [],
  };
}

/** `meta` of every simulated result. */
export const simulated = { provider: 'simulator', timings: {}, attempts: [] } as const;
