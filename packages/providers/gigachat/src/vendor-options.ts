// Fields of requests that only GigaChat has: `vendor: { gigachat: { … } }`, merged into the body last.
import type { JsonObject, JsonValue } from '@kit/core';

export type GigachatVendorOptions = {
  /** 1 is neutral; above it words are repeated less. v2: in `model_options`. */
  readonly repetition_penalty?: number;
  /** Seconds between the pieces of a stream. v2: in `model_options`. */
  readonly update_interval?: number;
  readonly profanity_check?: boolean;
  readonly flags?: readonly string[];
  readonly storage?: JsonObject;
  readonly function_ranker?: JsonObject;
  /** v2: joined with the settings that the request names. */
  readonly model_options?: JsonObject;
  readonly assistant_id?: string;
  readonly user_info?: { readonly timezone?: string };
  /** Of a function: examples of its use. */
  readonly few_shot_examples?: readonly { readonly request: string; readonly params: JsonObject }[];
  /** Of a function: the schema of what it gives. */
  readonly return_parameters?: JsonObject;
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly gigachat?: GigachatVendorOptions;
  }
}
