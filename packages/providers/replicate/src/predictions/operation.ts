// The operation that only Replicate has: any model, with the input of its own schema.
import type { Job, JsonObject, JsonValue, Usage, VendorOptions } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** Starts a prediction of any model, or takes up one that was started before. */
    replicatePredict: { request: ReplicatePredictRequest; result: ReplicatePredictionJob };
  }
}

/** Start a prediction, or take up one (`attach`: its id). */
export type ReplicatePredictRequest =
  | {
      /** `owner/name`, `owner/name:version`, a version's 64 digits, or `deployments/owner/name`. */
      readonly model?: string;
      /** By the model's own input schema. */
      readonly input: JsonObject;
      readonly vendor?: VendorOptions;
      readonly attach?: undefined;
    }
  | { readonly attach: string };

export type ReplicatePredictionJob = Job<ReplicatePrediction>;

/** A prediction as it stands. */
export interface ReplicatePrediction {
  readonly id: string;
  /** `starting`, `processing`; `succeeded`, `failed`, `canceled`, `aborted`. */
  readonly status: string;
  readonly model?: string;
  /** `hidden` for official models. */
  readonly version?: string;
  /** Whatever the model answers: text, a list of tokens, links that expire after an hour, an object. */
  readonly output?: JsonValue;
  readonly error?: string;
  readonly logs?: string;
  readonly metrics?: JsonObject;
  readonly usage?: Usage;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  /** Where its output can be followed while it is made. */
  readonly streamURL?: string;
  /** Its page, for people. */
  readonly webURL?: string;
  /** The vendor's object, unchanged. */
  readonly raw: JsonObject;
}
