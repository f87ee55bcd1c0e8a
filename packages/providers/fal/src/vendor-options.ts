// The input of models beyond kit's own words: `vendor: { fal: { … } }`, merged into it last.
import { type CodecContext, type JsonObject, type JsonValue, type VendorOptions, vendorOptions } from '@kit/core';

export type FalVendorOptions = {
  readonly num_inference_steps?: number;
  readonly guidance_scale?: number;
  readonly enable_safety_checker?: boolean;
  /** `1` (strict) to `6`, of models of the pro kind. */
  readonly safety_tolerance?: number | string;
  /** True: images come as data and are kept nowhere. */
  readonly sync_mode?: boolean;
  readonly loras?: readonly JsonObject[];
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly fal?: FalVendorOptions;
  }
}

export type Keys = Pick<CodecContext, 'provider' | 'vendor'>;

export function falOptions(vendor: VendorOptions | undefined, keys: Keys): JsonObject {
  const { safety_tolerance: tolerance, ...own } = (vendorOptions(vendor, keys, 'fal') ?? {}) as FalVendorOptions;
  // A text on the wire, though it is a number.
  return given({ ...own, safety_tolerance: tolerance === undefined ? undefined : String(tolerance) });
}

/** The fields that are set. */
export function given(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
