// @kit/http: what stands between a declaration of a vendor and its server.

export { addressWithPath } from './address-with-path.ts';
// Auth
export type { Auth, Grant, SignableRequest } from './auth/auth.ts';
export { type BasicAuthOptions, basicAuth } from './auth/basic-auth.ts';
export { bearerAuth } from './auth/bearer.ts';
export { changedGrant } from './auth/changed-grant.ts';
export { type ChosenAuthOptions, chosenAuth } from './auth/chosen-auth.ts';
export { type ClientCredentialsOptions, clientCredentials } from './auth/client-credentials.ts';
export { credentialLabel } from './auth/credential-label.ts';
export {
  CredentialPool,
  type CredentialPoolOptions,
  credentialPool,
  type PoolMember,
  type PoolMemberStats,
  type PoolStrategy,
} from './auth/credential-pool.ts';
export { type HeaderAuthOptions, headerAuth } from './auth/header-auth.ts';
export { hexOf, hmacSha256, sha256Hex } from './auth/hmac.ts';
export { type JsonWebKeyLike, type JwtAlgorithm, type JwtKey, type JwtOptions, signJws, signJwt } from './auth/jwt.ts';
export { type KeyAuthOptions, keyAuth, type PlaceKey } from './auth/key-auth.ts';
export { type KeyExchangeOptions, keyExchange, pooledExchange } from './auth/key-exchange.ts';
export { noAuth } from './auth/no-auth.ts';
export { readEnvironment } from './auth/read-environment.ts';
export { readToken, type Token, type TokenExchangeOptions, tokenExchange } from './auth/token-exchange.ts';
export { type VendorClock, vendorClock } from './auth/vendor-clock.ts';
// What is left
export {
  type Balance,
  type BalanceRequest,
  type BalanceResponse,
  type BalanceWire,
  balanceOperation,
} from './balance.ts';
// Work that takes longer
export { completeByStream } from './complete-by-stream.ts';
export {
  type ApiKey,
  type Exchange,
  type ExchangeSession,
  type ExchangeSessionOptions,
  finalJobStates,
  type HandledOperation,
  type HttpProviderDefinition,
  type HttpProviderOptions,
  type JobDefinition,
  type ShownOperation,
  type ShownRequest,
} from './definition.ts';
export { embedInParts } from './embed-in-parts.ts';
export { embedTexts } from './embed-texts.ts';
// What vendors say beside the answer
export { failureMessage } from './failure/failure-message.ts';
export { generalCode } from './failure/read-failure.ts';
export { retryAfterMs } from './failure/retry-hints.ts';
export { fanOut, joinResults } from './fan-out.ts';
// Is the vendor there?
export { type HealthProbe, healthOperation } from './health.ts';
// Providers
export { httpProvider } from './http-provider.ts';
export { type AwaitJobOptions, awaitJob } from './jobs/await-job.ts';
export { finishedTask, type TaskWire } from './jobs/finished-task.ts';
export { collectPages, type Page, type PagesOptions } from './jobs/pagination.ts';
export { type PollingOptions, poll } from './jobs/polling.ts';
export { type StreamOfOptions, streamOf } from './jobs/stream-of.ts';
export { type VideoWire, videoOperation } from './jobs/video-operation.ts';
export { leftOut } from './left-out.ts';
export { type ChatOperations, type ChatPlace, loadedChats } from './loaded-chats.ts';
export { loadedOperation } from './loaded-operation.ts';
export {
  type FetchChatMediaOptions,
  type FetchedMediaOptions,
  fetchChatMedia,
  fetchSource,
} from './media/fetch-chat-media.ts';
export { type FetchedMedia, type FetchMediaOptions, fetchMedia } from './media/fetch-media.ts';
export { mediaLink } from './media/media-link.ts';
export { type SoundEvent, SoundEvents, type SoundWire } from './media/sound-events.ts';
export {
  type MovePath,
  movedOperation,
  type RewriteAsk,
  type RewriteBefore,
  type RewriteRequest,
  rewrittenOperation,
} from './moved-operation.ts';
export { httpOptionChecks, instanceId } from './provider-options.ts';
export { type RateLimitReader, readRateLimits } from './rate-limits.ts';
export { bestFirst, rerankInParts } from './rerank-in-parts.ts';
export { type RuntimeFiles, runtimeFiles } from './runtime-files.ts';
export { openSession, type SessionOptions } from './session.ts';
export { explainRefusal, sessionSource } from './session-source.ts';
export { shownRequest } from './shown-request.ts';
export type { ClosableTransport } from './transport/closable-transport.ts';
export { type FetchTransportOptions, fetchTransport } from './transport/fetch-transport.ts';
export type { NodeTransportOptions } from './transport/node-options.ts';
// Transports
export { nodeTransport } from './transport/node-transport.ts';
export { type VerifySignatureOptions, verifySignature } from './webhooks/verify-signature.ts';
// Webhooks and media
export { type VerifiedWebhook, type VerifyWebhookOptions, verifyWebhook } from './webhooks/verify-webhook.ts';
export type { WebhookHeaders } from './webhooks/webhook-request.ts';
