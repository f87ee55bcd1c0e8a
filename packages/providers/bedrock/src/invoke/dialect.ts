// Anthropic's wire as InvokeModel has it. Headers are ignored: version and beta values are of the body, the model of the path.
import { type AnthropicDialect, claudeRules } from '@kit/transformer-anthropic';
import { type BaseModels, foundationModel } from '../model-id.ts';

export function invokeDialect(baseModels: BaseModels | undefined): AnthropicDialect {
  return {
    rules: (model) => claudeRules(foundationModel(model, baseModels)),
    version: { in: 'body', current: 'bedrock-2023-05-31' },
    betasIn: 'body',
    modelInBody: false,
    streamInBody: false,
    urlSources: false,
    fileSources: false,
  };
}
