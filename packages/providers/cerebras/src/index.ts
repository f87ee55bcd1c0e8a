// @kit/provider-cerebras: Cerebras Inference, over OpenAI's wire.
export { type CerebrasOperation, type CerebrasOptions, cerebras } from './cerebras.ts';
