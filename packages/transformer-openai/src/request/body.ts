// A request body: what is undefined is left out, the vendor's own fields come last.
import {
  type ChatRequest,
  type CodecContext,
  type JsonObject,
  type JsonValue,
  vendorOptions,
  type Warning,
} from '@kit/core';

/** A body being written. */
export type Draft = { [field: string]: JsonValue | undefined };

export type VendorFields = Readonly<Record<string, JsonValue | undefined>>;

const none: VendorFields = {};

/** The fields that a request brings for this vendor alone. */
export function vendorFields(request: Pick<ChatRequest, 'vendor'>, context: CodecContext, wire: string): VendorFields {
  return vendorOptions(request.vendor, { provider: context.provider, vendor: context.vendor }, wire) ?? none;
}

/** `extra` is overruled by the draft, the draft by what the request says for this vendor. */
export function finishBody(draft: Draft, own: VendorFields, extra?: JsonObject): JsonObject {
  const body: Draft = {};
  for (const source of [extra ?? none, draft, own]) {
    for (const field in source) {
      const value = source[field];
      if (value !== undefined) body[field] = value;
    }
  }
  return body as JsonObject;
}

/** Notes what was asked for and cannot be said. */
export function warn(warnings: Warning[], feature: string, detail: string): void {
  warnings.push({ feature, detail });
}
