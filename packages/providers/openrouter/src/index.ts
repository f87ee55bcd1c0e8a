// @kit/provider-openrouter: OpenRouter, many vendors behind one key.
export { type OpenrouterApp, type OpenrouterOperation, type OpenrouterOptions, openrouter } from './openrouter.ts';
export type {
  CreditsRequest,
  CreditsResponse,
  GenerationRequest,
  GenerationResponse,
} from './own-operations.ts';
export type { OpenrouterRouting, OpenrouterVendorOptions } from './vendor-options.ts';
