// Fields of requests that only Bedrock has: `vendor: { bedrock: { … } }`, merged into the body last.
import type { JsonObject, JsonValue } from '@kit/core';

export type BedrockVendorOptions = {
  /** Converse: a guardrail for this request. `trace: 'enabled'` puts its findings into `meta.vendor.trace`. */
  readonly guardrailConfig?: {
    readonly guardrailIdentifier: string;
    readonly guardrailVersion: string;
    readonly trace?: 'enabled' | 'disabled' | 'enabled_full';
    readonly streamProcessingMode?: 'sync' | 'async';
  };
  /** Converse: fields that the model takes and Converse does not know. Joined with those that kit makes. */
  readonly additionalModelRequestFields?: JsonObject;
  /** Converse: JSON pointers into the model's own answer, for `meta.vendor.additionalModelResponseFields`. */
  readonly additionalModelResponseFieldPaths?: readonly string[];
  readonly performanceConfig?: { readonly latency: 'standard' | 'optimized' };
  /** Converse, with a prompt's ARN as the model. */
  readonly promptVariables?: JsonObject;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  /** Converse: `effort`, `textFormat`. Joined with what kit makes. */
  readonly outputConfig?: JsonObject;
  /** `video`: the bucket that the video is written to. Needed. */
  readonly outputDataConfig?: {
    readonly s3OutputDataConfig: { readonly s3Uri: string; readonly [field: string]: JsonValue };
  };
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly bedrock?: BedrockVendorOptions;
  }
}
