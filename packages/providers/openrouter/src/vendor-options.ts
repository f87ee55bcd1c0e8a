// Fields of requests that only OpenRouter has: `vendor: { openrouter: { … } }`, merged into the body last.
import type { JsonValue } from '@kit/core';

export type OpenrouterVendorOptions = {
  /** Models to try in turn when the first does not answer. */
  readonly models?: readonly string[];
  readonly provider?: OpenrouterRouting;
  /** `web`, `file-parser`, `response-healing`, `context-compression`, … with their settings. */
  readonly plugins?: readonly { readonly id: string; readonly [setting: string]: JsonValue | undefined }[];
  /** What the answer may be made of: `['image', 'text']`. */
  readonly modalities?: readonly string[];
  readonly min_p?: number;
  readonly top_a?: number;
  readonly repetition_penalty?: number;
  readonly session_id?: string;
  readonly [field: string]: JsonValue | undefined;
};

/** Who may answer, and in which order they are asked. */
export type OpenrouterRouting = {
  /** Slugs of vendors, the first first. */
  readonly order?: readonly string[];
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
  /** Whether others are asked when those of `order` do not answer. Default true. */
  readonly allow_fallbacks?: boolean;
  /** Only vendors that take every field of the request; the call option `strict` says so too. */
  readonly require_parameters?: boolean;
  readonly data_collection?: 'allow' | 'deny';
  /** Only vendors that keep nothing. */
  readonly zdr?: boolean;
  readonly quantizations?: readonly string[];
  readonly sort?:
    | 'price'
    | 'throughput'
    | 'latency'
    | (string & {})
    | { readonly by: string; readonly partition?: string };
  /** USD per million tokens, for one request, for one image. */
  readonly max_price?: {
    readonly prompt?: number;
    readonly completion?: number;
    readonly request?: number;
    readonly image?: number;
    readonly audio?: number;
  };
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly openrouter?: OpenrouterVendorOptions;
  }
}
