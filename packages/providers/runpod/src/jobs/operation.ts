// runpodRun and runpodStream: any worker with its own input.
import type {
  Cost,
  Job,
  JsonObject,
  JsonValue,
  PartStream,
  ResponseMeta,
  Result,
  Usage,
  VendorOptions,
  Warning,
} from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** Starts a job, or takes up one that was started before. */
    runpodRun: { request: RunpodRunRequest; result: RunpodRunJob };
    /** What a worker says while it works: workers that yield. */
    runpodStream: {
      request: RunpodStreamRequest;
      result: PartStream<RunpodStreamPart, RunpodStreamResponse>;
      settled: RunpodStreamResponse;
    };
  }
}

export interface RunpodJobRequest {
  /** Endpoint id or slug; the provider's if absent. */
  readonly endpointId?: string;
  readonly model?: string;
  /** By the worker's own documents. */
  readonly input: JsonObject;
  /** Told of the end by POST. It is not signed: put a secret into the URL, and ask for the status. */
  readonly webhook?: string;
  readonly policy?: {
    /** Milliseconds, 5 s to 7 days. Default 600,000. */
    readonly executionTime?: number;
    readonly lowPriority?: boolean;
    /** Milliseconds from the submission, after which the job is gone. Default 86,400,000. */
    readonly ttl?: number;
  };
  readonly s3Config?: Readonly<Record<'accessId' | 'accessSecret' | 'bucketName' | 'endpointUrl', string>>;
  readonly vendor?: VendorOptions;
  readonly attach?: undefined;
}

/** `attach`: the id of a job, as its handle says it. */
export type RunpodRunRequest = RunpodJobRequest | { readonly attach: string; readonly endpointId?: string };
export type RunpodStreamRequest = RunpodRunRequest;
export type RunpodRunJob = Job<RunpodJob>;

/** A job as it stands. */
export interface RunpodJob {
  readonly id: string;
  /** `IN_QUEUE`, `IN_PROGRESS`, `RUNNING`; `COMPLETED`, `FAILED`, `CANCELLED`, `TIMED_OUT`. */
  readonly status: string;
  readonly output?: JsonValue;
  readonly delayMs?: number;
  readonly executionMs?: number;
  readonly workerId?: string;
  readonly usage?: Usage;
  /** Where a public endpoint says what it charges. */
  readonly cost?: Cost;
  /** The vendor's object, unchanged. */
  readonly raw: JsonObject;
}

export type RunpodStreamPart =
  | { readonly type: 'start'; readonly responseId?: string; readonly meta?: ResponseMeta }
  /** Where the job stands. */
  | { readonly type: 'progress'; readonly activity: string }
  | { readonly type: 'output'; readonly output: JsonValue }
  | { readonly type: 'warning'; readonly warning: Warning }
  | { readonly type: 'finish'; readonly usage?: Usage; readonly cost?: Cost; readonly meta?: ResponseMeta };

export interface RunpodStreamResponse extends Result {
  readonly outputs: readonly JsonValue[];
}
