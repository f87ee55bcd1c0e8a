// @kit/provider-deepseek: DeepSeek, over OpenAI's wires or Anthropic's.
export { type DeepseekOperation, type DeepseekOptions, deepseek } from './deepseek.ts';
