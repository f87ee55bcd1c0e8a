// @kit/provider-xai: xAI's Grok, over OpenAI's wires.
export type { DeferredJob, DeferredRequest } from './deferred.ts';
export { type XaiOperation, type XaiOptions, xai } from './xai.ts';
