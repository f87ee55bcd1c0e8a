// @kit/provider-fal: fal.ai: images, speech, transcription, vision, video, and any other model by its own input.
export { type FalOperation, type FalOptions, fal } from './fal.ts';
export type {
  FalOutput,
  FalOutputJob,
  FalRunRequest,
  FalStreamPart,
  FalStreamRequest,
  FalStreamResponse,
  FalTokenRequest,
  FalTokenResponse,
} from './own-operations.ts';
export type { FalVendorOptions } from './vendor-options.ts';
export { type FalDelivery, type FalWebhooks, type FalWebhooksOptions, falWebhooks } from './webhooks.ts';
