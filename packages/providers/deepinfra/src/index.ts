// @kit/provider-deepinfra: DeepInfra, over OpenAI's wire and its own.
export { type DeepinfraOperation, type DeepinfraOptions, deepinfra } from './deepinfra.ts';
