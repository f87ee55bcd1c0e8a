// @kit/provider-together: Together AI, over OpenAI's wire.
export { type TogetherOperation, type TogetherOptions, together } from './together.ts';
