// @kit/provider-openai: OpenAI over its own wires.
export { openai, type OpenaiOperationName } from './openai.ts';
export type { OpenaiOptions } from './options.ts';
export { type OpenaiWebhook, verifyOpenaiWebhook } from './webhooks.ts';
