// @kit/provider-elevenlabs: ElevenLabs: speech, live speech, voices, transcription.
export { type ElevenlabsOperation, type ElevenlabsOptions, elevenlabs } from './elevenlabs.ts';
export type {
  ElevenlabsLiveRequest,
  ElevenlabsTokenRequest,
  ElevenlabsTokenResponse,
} from './own-operations.ts';
export type { ElevenlabsVendorOptions } from './vendor-options.ts';
export { type ElevenlabsWebhookOptions, verifyElevenlabsWebhook } from './webhooks.ts';
