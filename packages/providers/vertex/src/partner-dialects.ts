// The wires of partners as Vertex speaks them.
import type { AnthropicDialect } from '@kit/transformer-anthropic';
import { compatibleDialect, mistralCallId, type OpenaiDialect } from '@kit/transformer-openai';
import { vertexModel } from './publishers.ts';

const claude: AnthropicDialect = {
  version: { in: 'body', current: 'vertex-2023-10-16' },
  // Vertex fetches nothing and keeps nothing.
  urlSources: false,
  fileSources: false,
};

export const claudeDialect: AnthropicDialect = {
  ...claude,
  modelInBody: false,
  endpoints: {
    chat: ({ model = '' }) => `/${vertexModel(model).path}:rawPredict`,
    stream: ({ model = '' }) => `/${vertexModel(model).path}:streamRawPredict`,
  },
};

/** Counting has a place of its own, for all models: their name stays in the body. */
export const claudeCountDialect: AnthropicDialect = {
  ...claude,
  endpoints: { countTokens: '/publishers/anthropic/models/count-tokens:rawPredict' },
};

/** Mistral's own wire, close to OpenAI's. */
export const mistralDialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: { seed: 'random_seed', user: false },
    requiredWord: 'any',
    streamUsage: false,
    toolResultName: true,
    toolCallId: mistralCallId,
    audio: 'string',
    strictOutput: true,
    reasoningReplay: 'thinking-parts',
    reasoningRequest: false,
  },
  complete: { fields: { seed: 'random_seed', n: false, user: false } },
});

/** Open models: their name in the body. */
export const openDialect: OpenaiDialect = compatibleDialect({
  chat: { fields: { user: false }, strictOutput: true },
});
