// @kit/provider-baseten: Baseten's model APIs, and deployments and chains of one's own.
export { type BasetenOperation, type BasetenOptions, baseten } from './baseten.ts';
export type {
  BasetenAsyncJob,
  BasetenAsyncRequest,
  BasetenAsyncRun,
  BasetenPrediction,
  BasetenPredictPart,
  BasetenPredictRequest,
  BasetenQueue,
} from './predict/operations.ts';
export { type BasetenWebhook, verifyBasetenWebhook } from './webhooks.ts';
