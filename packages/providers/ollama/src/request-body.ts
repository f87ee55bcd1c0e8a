// What the bodies of chat, completion and embeddings share: options, how long the model stays, the vendor's own fields.
import {
  type CodecContext,
  type JsonObject,
  type JsonValue,
  type VendorOptions,
  vendorOptions,
  type WireBody,
} from '@kit/core';
import { isRecord } from '@kit/wire';
import type { OllamaModelOptions } from './vendor-options.ts';
import { wireId } from './wire-id.ts';

/** For all requests of a provider; what a request says itself wins. */
export interface RequestDefaults {
  readonly options?: OllamaModelOptions | undefined;
  readonly keepAlive?: string | number | undefined;
}

export type Draft = Record<string, JsonValue | undefined>;

/** The body with its `options` and the vendor's own fields, which come last; options are merged one by one. */
export function finishBody(
  draft: Draft,
  options: Draft,
  { vendor }: { readonly vendor?: VendorOptions },
  context: CodecContext,
  defaults: RequestDefaults,
): JsonObject {
  const { options: ownOptions, ...own } = vendorOptions(vendor, context, wireId) ?? {};
  const all = present({
    ...defaults.options,
    ...present(options),
    ...(isRecord(ownOptions) ? (ownOptions as Draft) : {}),
  });
  const merged = Object.keys(all).length > 0 ? (all as JsonObject) : undefined;
  return present({ ...draft, options: merged, keep_alive: defaults.keepAlive, ...own }) as JsonObject;
}

/** A body of the management routes. */
export function jsonBody(draft: Draft): WireBody {
  return { type: 'json', value: present(draft) as JsonObject };
}

/** Without fields that are undefined: in a spread they would wipe out what stands below. */
function present(fields: Draft): Draft {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
