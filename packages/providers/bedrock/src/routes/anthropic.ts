// Anthropic's wire: the Messages API, at the runtime endpoint or at mantle.
import { type AnthropicOperations, anthropicOperations, claudeRules } from '@kit/transformer-anthropic';
import { type BaseModels, foundationModel } from '../model-id.ts';

const path = '/anthropic/v1/messages';

export function anthropicRoute(baseModels: BaseModels | undefined): AnthropicOperations {
  return anthropicOperations({
    rules: (model) => claudeRules(foundationModel(model, baseModels)),
    version: { in: 'header', current: '2023-06-01' },
    urlSources: false,
    fileSources: false,
    endpoints: { chat: path, stream: path, countTokens: `${path}/count_tokens` },
  });
}
