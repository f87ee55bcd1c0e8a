// @kit/provider-anthropic: Claude through Anthropic's own API.

export { type AnthropicOperationName, anthropic } from './anthropic.ts';
export type { Federation } from './auth.ts';
export { rulesFor } from './capabilities.ts';
export { anthropicErrors } from './errors.ts';
export type { AnthropicOptions } from './options.ts';
export type { AnthropicVendorOptions } from './vendor-options.ts';
