// How a server is spoken to that imitates the wire for models of its own.
import { type AnthropicDialect, samplingVersion } from './dialect.ts';
import { type ModelRules, permissiveRules } from './model-rules.ts';

/** Thinking by a budget that is taken as a wish; schemas by a forced tool; nothing of what only Claude has. */
export const compatibleRules: ModelRules = {
  ...permissiveRules,
  thinking: { budget: true, adaptive: false, off: 'disabled' },
  efforts: [],
  structuredOutput: false,
};

/**
 * The dialect of a server with models of its own: the version in which sampling parameters are taken, no store of files,
 * thoughts that go back whether they are signed or not, and to nobody else. `differences` lie on top.
 */
export function compatibleMessages(differences: AnthropicDialect = {}): AnthropicDialect {
  return {
    rules: () => compatibleRules,
    version: { in: 'header', current: samplingVersion },
    fileSources: false,
    tokens: 'endpoint',
    unsignedThinking: 'send',
    ...differences,
  };
}
