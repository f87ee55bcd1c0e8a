// @kit/provider-zhipu: Z.ai and Zhipu BigModel (GLM), over OpenAI's wire or Anthropic's.
export { type ZhipuOperation, type ZhipuOptions, zhipu } from './zhipu.ts';
