// The operations that only Baseten has: any model with its own input, now or later.
import type { Job, JsonValue, PartStream, ResponseMeta, Result } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** Runs a model or a chain of one's own with its own input. */
    basetenPredict: { request: BasetenPredictRequest; result: BasetenPrediction };
    /** The same, for a model that answers piece by piece. */
    basetenPredictStream: {
      request: BasetenPredictRequest;
      result: PartStream<BasetenPredictPart, BasetenPrediction>;
      settled: BasetenPrediction;
    };
    /** Queues a run of up to an hour, or takes up one that was queued before. Its output goes to a webhook alone. */
    basetenAsync: { request: BasetenAsyncRequest; result: BasetenAsyncJob };
    /** How many runs are queued and under way. */
    basetenQueue: { request: BasetenEmptyRequest; result: BasetenQueue; optionalRequest: true };
    /** Starts a deployment that is scaled to zero; answers before it is ready. */
    basetenWake: { request: BasetenEmptyRequest; result: Result; optionalRequest: true };
  }
}

export type BasetenEmptyRequest = Readonly<Record<never, never>>;

export interface BasetenPredictRequest {
  /** Exactly what the model takes. */
  readonly input: JsonValue;
}

/** Exactly what the model gives. */
export interface BasetenPrediction extends Result {
  /** Where it is JSON. */
  readonly output?: JsonValue;
  /** Where it is text, JSON included. */
  readonly text?: string;
  /** Where it is neither. */
  readonly data?: Uint8Array;
  readonly mediaType?: string;
}

export type BasetenPredictPart =
  | { readonly type: 'start'; readonly mediaType?: string; readonly meta?: ResponseMeta }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'data'; readonly data: Uint8Array }
  | { readonly type: 'finish'; readonly meta?: ResponseMeta };

/** Queue a run, or take up one (`attach`: its id). */
export type BasetenAsyncRequest =
  | {
      readonly input: JsonValue;
      /** An https address that gets the output: without it, it is lost. */
      readonly webhookURL?: string;
      /** 0 is first. */
      readonly priority?: 0 | 1 | 2;
      /** How long the run may be queued, 10 s to 72 h. The vendor's default is 600 s. */
      readonly maxQueueSeconds?: number;
      readonly retry?: {
        /** 1 to 10. */
        readonly maxAttempts?: number;
        /** At most 10,000. */
        readonly initialDelayMs?: number;
        /** At most 60,000. */
        readonly maxDelayMs?: number;
      };
      readonly attach?: undefined;
    }
  | { readonly attach: string };

/** `wait()` comes to how the run ended; its output is not kept. */
export type BasetenAsyncJob = Job<BasetenAsyncRun>;

export interface BasetenAsyncRun {
  readonly id: string;
  /** `QUEUED`, `IN_PROGRESS`, `SUCCEEDED`, `FAILED`, `EXPIRED`, `CANCELED`, `WEBHOOK_FAILED`. */
  readonly status: string;
  /** `PENDING`, `SUCCEEDED`, `FAILED`, `CANCELED`, `NO_WEBHOOK_PROVIDED`. */
  readonly webhookStatus?: string;
  readonly modelId?: string;
  readonly deploymentId?: string;
}

export interface BasetenQueue extends Result {
  readonly queued: number;
  readonly running: number;
}
