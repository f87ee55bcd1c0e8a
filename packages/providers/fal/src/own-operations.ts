// Operations that only fal has: any model by its own input, as a job or as a stream, and tokens for browsers.
import type { Job, JsonObject, JsonValue, PartStream, ResponseMeta, Result, Warning } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** Puts any model with its own input into the queue, or takes up a job that was started before. */
    falRun: { request: FalRunRequest; result: FalOutputJob };
    /** Streams any model that can: what it has made so far, again and again. */
    falStream: {
      request: FalStreamRequest;
      result: PartStream<FalStreamPart, FalStreamResponse>;
      settled: FalStreamResponse;
    };
    /** A token for some models, for somebody who must not see the key. */
    falToken: { request: FalTokenRequest; result: FalTokenResponse };
  }
}

/** Start a job, or take one up (`attach`: its id). */
export type FalRunRequest =
  | {
      readonly model?: string;
      /** By the model's own schema. */
      readonly input: JsonObject;
      /** Where the result is posted: see `falWebhooks()`. */
      readonly webhookURL?: string;
      readonly priority?: 'low' | 'normal';
      /** Given up if it has not begun by then. */
      readonly startTimeoutSeconds?: number;
      readonly attach?: undefined;
    }
  | { readonly attach: string };

export type FalOutputJob = Job<FalOutput>;

export interface FalOutput {
  readonly requestId: string;
  /** What the model answers, by its own schema. Links in it are temporary. */
  readonly output: JsonValue;
}

export interface FalStreamRequest {
  readonly model?: string;
  /** By the model's own schema. */
  readonly input: JsonObject;
}

export type FalStreamPart =
  | { readonly type: 'start'; readonly meta?: ResponseMeta }
  /** By the model's own schema: all there is so far, or a piece of it. */
  | { readonly type: 'output'; readonly output: JsonValue }
  | { readonly type: 'warning'; readonly warning: Warning }
  | { readonly type: 'finish'; readonly meta?: ResponseMeta };

export interface FalStreamResponse extends Result {
  /** The last one. */
  readonly output: JsonValue;
}

export interface FalTokenRequest {
  /** Aliases of models: `flux`. */
  readonly apps: readonly string[];
  /** Default 120. */
  readonly ttlSeconds?: number;
}

export interface FalTokenResponse extends Result {
  /** Sent as `fal_jwt_token` in the URL. */
  readonly token: string;
}
