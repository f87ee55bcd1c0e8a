// What the models on Bedrock take over Converse, by their ids. Ids that are not known count as the newest of their vendor.
import { type ModelRules as ClaudeRules, claudeRules } from '@kit/transformer-anthropic';
import { type BaseModels, foundationModel } from './model-id.ts';

export interface ConverseRules {
  /** The model without geography and ARN: `anthropic.claude-sonnet-5`. */
  readonly model: string;
  /** The vendor's name before the dot: `anthropic`, `amazon`, `meta`; undefined where the id does not say. */
  readonly vendor: string | undefined;
  /** Whether system prompts are taken. */
  readonly system: boolean;
  /** Words of `toolChoice` that are taken. */
  readonly toolChoices: readonly ('auto' | 'any' | 'tool')[];
  /** Whether `inferenceConfig` may name temperature and top_p. */
  readonly sampling: 'any' | 'one' | 'none';
  readonly stop: boolean;
  /** Where top-k goes in `additionalModelRequestFields`. */
  readonly topK: 'top_k' | 'inferenceConfig.topK' | false;
  /** How thinking is asked for. */
  readonly reasoning: 'claude' | 'nova' | 'reasoning_effort' | 'reasoning.effort' | 'always' | false;
  /** How an answer is held to a schema. */
  readonly schema: 'text-format' | 'tool';
  /** Whether tools may be held to their schemas. */
  readonly strictTools: boolean;
  readonly cachePoints: boolean;
  /** Form of ids of tool calls: most take 64 characters, Mistral nine letters or digits. */
  readonly callIds: 'any' | 'nine';
  /** The rules of a Claude model. */
  readonly claude: ClaudeRules | undefined;
}

const newest: Omit<ConverseRules, 'model' | 'vendor'> = {
  system: true,
  toolChoices: ['auto', 'any', 'tool'],
  sampling: 'any',
  stop: true,
  topK: false,
  reasoning: false,
  schema: 'text-format',
  strictTools: true,
  cachePoints: false,
  callIds: 'any',
  claude: undefined,
};

export function converseRules(id: string, baseModels?: BaseModels): ConverseRules {
  const model = foundationModel(id, baseModels);
  const dot = model.indexOf('.');
  const vendor = isClaude(model) ? 'anthropic' : dot > 0 ? model.slice(0, dot) : undefined;
  return { ...newest, ...ofVendor(vendor, model), model, vendor };
}

export const isClaude = (model: string): boolean => model.startsWith('anthropic.') || model.includes('claude');

function ofVendor(vendor: string | undefined, model: string): Partial<ConverseRules> {
  switch (vendor) {
    case 'anthropic':
      return ofClaude(claudeRules(model));
    case 'amazon':
      return ofAmazon(model);
    case 'openai':
      return ofOpenai(model);
    case 'mistral':
      return ofMistral(model);
    case 'meta':
      return { toolChoices: ['auto'], schema: 'tool', strictTools: false };
    case 'deepseek':
      return model.includes('r1') ? { reasoning: 'always', toolChoices: ['auto'] } : {};
    case 'cohere':
    case 'ai21':
    case 'writer':
      return { toolChoices: ['auto', 'any'], schema: 'tool', strictTools: false };
    default:
      return {};
  }
}

function ofClaude(claude: ClaudeRules): Partial<ConverseRules> {
  const forced: readonly ('auto' | 'any' | 'tool')[] = claude.forcedTool ? ['auto', 'any', 'tool'] : ['auto'];
  // From Opus 4.7 and Sonnet 5 on, which take no sampling, Bedrock refuses both schemas and strict tools.
  const held = claude.structuredOutput && claude.sampling !== 'none';
  return {
    toolChoices: forced,
    sampling: claude.sampling,
    topK: claude.sampling === 'none' ? false : 'top_k',
    reasoning: claude.thinking ? 'claude' : false,
    schema: held ? 'text-format' : 'tool',
    strictTools: held,
    cachePoints: true,
    claude,
  };
}

function ofAmazon(model: string): Partial<ConverseRules> {
  if (model.startsWith('amazon.titan')) return { system: false, toolChoices: [], schema: 'tool', strictTools: false };
  if (!model.startsWith('amazon.nova')) return {};
  return {
    topK: 'inferenceConfig.topK',
    reasoning: model.startsWith('amazon.nova-2') ? 'nova' : false,
    schema: 'tool',
    strictTools: false,
    cachePoints: true,
  };
}

function ofOpenai(model: string): Partial<ConverseRules> {
  const open = model.startsWith('openai.gpt-oss');
  return {
    stop: false,
    sampling: open ? 'any' : 'none',
    reasoning: open ? 'reasoning_effort' : 'reasoning.effort',
    toolChoices: open ? ['auto'] : ['auto', 'any', 'tool'],
  };
}

function ofMistral(model: string): Partial<ConverseRules> {
  const first = model.startsWith('mistral.mistral-7b') || model.startsWith('mistral.mixtral');
  return { system: !first, topK: 'top_k', callIds: 'nine', toolChoices: first ? [] : ['auto', 'any'] };
}
