// The wires of partners as Vertex speaks them.
import type { AnthropicDialect } from '@kit/transformer-anthropic';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
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
    toolCallId: nineLetters,
    audio: 'string',
    strictOutput: true,
    reasoningReplay: 'thinking-parts',
    reasoningRequest: false,
  },
  complete: { fields: { seed: 'random_seed', n: false, user: false } },
});

/** Nine letters and digits: foreign ids are mapped, each to the same one every time. */
function nineLetters(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  let hash = 0n;
  for (const character of id) hash = (hash * 131n + BigInt(character.codePointAt(0) ?? 0)) % 101_559_956_668_416n;
  return hash.toString(36).padStart(9, '0').slice(-9);
}

/** Open models: the same place for all, their name in the body. */
export const openDialect: OpenaiDialect = compatibleDialect({
  chat: { path: '/endpoints/openapi/chat/completions', fields: { user: false }, strictOutput: true },
});
