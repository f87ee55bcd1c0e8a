// Fields that only this vendor has: `request.vendor.google`, merged into the body last.
import { type CodecContext, type JsonObject, type JsonValue, type VendorOptions, vendorOptions } from '@kit/core';
import { isRecord } from '@kit/wire';
import { wireId } from './wire-id.ts';

export type VendorFields = Readonly<Record<string, JsonValue | undefined>>;
/** A body being written. */
export type Body = Record<string, JsonValue | undefined>;

/** Objects that are merged field by field; any other field replaces what stands there. */
const merged: ReadonlySet<string> = new Set(['generationConfig', 'toolConfig', 'parameters']);

export function vendorFields(
  options: VendorOptions | undefined,
  { provider, vendor }: Pick<CodecContext, 'provider' | 'vendor'>,
): VendorFields {
  return vendorOptions(options, { provider, vendor }, wireId) ?? {};
}

/** A vendor-only object inside the fields, such as `generationConfig`; empty if there is none. */
export function vendorRecord(fields: VendorFields, name: string): VendorFields {
  const value = fields[name];
  return isRecord(value) ? (value as VendorFields) : {};
}

/** `fields` over `body`. */
export function withVendorFields(body: Body, fields: VendorFields): Body {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const known = body[name];
    body[name] =
      merged.has(name) && isRecord(value) && isRecord(known) ? { ...(known as JsonObject), ...value } : value;
  }
  return body;
}
