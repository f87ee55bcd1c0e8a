// @kit/provider-openai: OpenAI over its own wires.
export { type OpenaiOperationName, openai } from './openai.ts';
export type { OpenaiOptions } from './options.ts';
export { type OpenaiWebhook, verifyOpenaiWebhook } from './webhooks.ts';
