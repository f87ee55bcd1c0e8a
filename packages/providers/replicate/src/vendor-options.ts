// Fields of requests that only Replicate has: `vendor: { replicate: { … } }`. Those not named here go into the body last.
import { type CodecContext, type JsonObject, type JsonValue, type VendorOptions, vendorOptions } from '@kit/core';

export type ReplicateVendorOptions = {
  /** Input fields of the model's own schema; they replace what kit put there. `null` takes a field away. */
  readonly input?: JsonObject;
  /** Seconds, 0 to 60, for which this request is held open for the result, instead of the provider's `waitSeconds`. */
  readonly wait?: number;
  /** Replicate itself cancels the prediction after this time: `90s`, `5m`. */
  readonly cancel_after?: string;
  /** Where Replicate posts the prediction as it goes on. */
  readonly webhook?: string;
  /** Default: all of them. */
  readonly webhook_events_filter?: readonly ('start' | 'output' | 'logs' | 'completed')[];
  readonly [field: string]: JsonValue | undefined;
};

/** `models({ vendor: { replicate: … } })`: one of these. */
export type ReplicateModelsOptions = {
  /** Slug of a collection. Default `official`. */
  readonly collection?: string;
  /** Searches all models. */
  readonly query?: string;
  /** Lists all public models, page by page: thousands. */
  readonly all?: boolean;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly replicate?: ReplicateVendorOptions;
  }
}

export const wireId = 'replicate';

export function replicateOptions(
  vendor: VendorOptions | undefined,
  keys: Pick<CodecContext, 'provider' | 'vendor'>,
): ReplicateVendorOptions {
  return (vendorOptions(vendor, keys, wireId) ?? {}) as ReplicateVendorOptions;
}
