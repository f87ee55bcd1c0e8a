// @kit/http: what stands between a declaration of a vendor and its server.

// Providers
export { httpProvider } from './http-provider.ts';
export { httpOptionChecks, instanceId } from './provider-options.ts';
export {
  type ApiKey, type Exchange, finalJobStates, type HandledOperation, type HttpProviderDefinition, type HttpProviderOptions, type JobDefinition,
} from './definition.ts';

// Auth
export type { Auth, Grant, SignableRequest } from './auth/auth.ts';
export { bearerAuth } from './auth/bearer.ts';
export { headerAuth, type HeaderAuthOptions } from './auth/header-auth.ts';
export { basicAuth, type BasicAuthOptions } from './auth/basic-auth.ts';
export { noAuth } from './auth/no-auth.ts';
export { keyAuth, type KeyAuthOptions, type PlaceKey } from './auth/key-auth.ts';
export { CredentialPool, credentialPool, type CredentialPoolOptions, type PoolMember, type PoolMemberStats, type PoolStrategy } from './auth/credential-pool.ts';
export { readToken, type Token, tokenExchange, type TokenExchangeOptions } from './auth/token-exchange.ts';
export { type JsonWebKeyLike, type JwtAlgorithm, type JwtKey, type JwtOptions, signJws, signJwt } from './auth/jwt.ts';
export { credentialLabel } from './auth/credential-label.ts';
export { readEnvironment } from './auth/read-environment.ts';

// Transports
export { nodeTransport } from './transport/node-transport.ts';
export { fetchTransport, type FetchTransportOptions } from './transport/fetch-transport.ts';
export type { NodeTransportOptions } from './transport/node-options.ts';
export type { ClosableTransport } from './transport/closable-transport.ts';

// What vendors say beside the answer
export { failureMessage } from './failure/failure-message.ts';
export { generalCode } from './failure/read-failure.ts';
export { retryAfterMs } from './failure/retry-hints.ts';
export { readRateLimits } from './rate-limits.ts';

// Work that takes longer
export { poll, type PollingOptions } from './jobs/polling.ts';
export { collectPages, type Page, type PagesOptions } from './jobs/pagination.ts';
export { openSession, type SessionOptions } from './session.ts';

// Webhooks and media
export { type VerifiedWebhook, verifyWebhook, type VerifyWebhookOptions } from './webhooks/verify-webhook.ts';
export { verifySignature, type VerifySignatureOptions } from './webhooks/verify-signature.ts';
export type { WebhookHeaders } from './webhooks/webhook-request.ts';
export { type FetchedMedia, fetchMedia, type FetchMediaOptions } from './media/fetch-media.ts';
