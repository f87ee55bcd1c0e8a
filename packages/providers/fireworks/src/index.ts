// @kit/provider-fireworks: Fireworks AI, over OpenAI's wire, Anthropic's, and its own for images and batches.
export { type FireworksOperation, type FireworksOptions, fireworks } from './fireworks.ts';
