// @kit/provider-mistral: Mistral AI, over a wire that is nearly OpenAI's.
export { type MistralOperation, type MistralOptions, mistral } from './mistral.ts';
