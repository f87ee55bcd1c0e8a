// @kit/provider-cloudflare: Workers AI, the models of others behind it, and the AI Gateway.
export { type CloudflareOperation, type CloudflareOptions, cloudflare } from './cloudflare.ts';
export type { CloudflareGateway } from './gateway.ts';
export type { CloudflareRunRequest, CloudflareRunResponse } from './run/run.ts';
