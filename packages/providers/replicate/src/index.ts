// Replicate: models of everybody's, each run as a prediction.

export type {
  ReplicatePrediction,
  ReplicatePredictionJob,
  ReplicatePredictRequest,
} from './predictions/operation.ts';
export { type ReplicateOperation, type ReplicateOptions, replicate } from './replicate.ts';
export type { ReplicateModelsOptions, ReplicateVendorOptions } from './vendor-options.ts';
export { type ReplicateWebhook, verifyReplicateWebhook } from './webhooks.ts';
