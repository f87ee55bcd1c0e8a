// @kit/provider-huggingface: Hugging Face's router of inference providers, its own tasks, and dedicated endpoints.
export { huggingface } from './huggingface.ts';
export type {
  DedicatedOperation,
  DedicatedOptions,
  HuggingfaceOptions,
  InferenceEngine,
  RouterOperation,
  RouterOptions,
} from './options.ts';
export type { HuggingfaceTaskRequest, HuggingfaceTaskResponse } from './tasks/operation.ts';
