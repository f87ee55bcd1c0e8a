// @kit/transformer-openai/openai-models: the rules of OpenAI's own models, for OpenAI and for others that serve them.
export { families, familyOf, type ModelFamily } from './model-families.ts';
export { chatRules, imageRules, responsesRules, speechRules, transcribeRules } from './rules.ts';
