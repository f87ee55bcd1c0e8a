// Fields of requests that only Jina has: `vendor: { jina: { … } }`, merged into the body last. For reader and search, names
// that begin with `x-` are headers.
import { type CodecContext, type JsonObject, type JsonValue, type VendorOptions, vendorOptions } from '@kit/core';

export type JinaVendorOptions = {
  /** Embeddings: `retrieval.query`, `nl2code.passage`, …, where `inputType` does not say it. */
  readonly task?: string;
  /** Embeddings: the chunks of one document are embedded as parts of it. */
  readonly late_chunking?: boolean;
  /** Embeddings of v4: a vector for each token. */
  readonly return_multivector?: boolean;
  /** Embeddings of v3 and CLIP: vectors of length 1. Default true. */
  readonly normalized?: boolean;
  /** Deep search: tokens for the whole search, beside `reasoning.budgetTokens`. */
  readonly max_attempts?: number;
  readonly no_direct_answer?: boolean;
  readonly max_returned_urls?: number | string;
  readonly boost_hostnames?: readonly string[];
  readonly bad_hostnames?: readonly string[];
  readonly only_hostnames?: readonly string[];
  readonly language_code?: string;
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly jina?: JinaVendorOptions;
  }
}

export function jinaOptions(
  vendor: VendorOptions | undefined,
  keys: Pick<CodecContext, 'provider' | 'vendor'>,
): JsonObject {
  return given(vendorOptions(vendor, keys, 'jina') ?? {});
}

/** Body fields and headers, told apart by their names. */
export function headersAndFields(own: JsonObject): {
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: JsonObject;
} {
  const isHeader = ([name]: readonly [string, unknown]) => /^x-|^dnt$/i.test(name);
  const entries = Object.entries(own);
  return {
    headers: Object.fromEntries(entries.filter(isHeader).map(([name, value]) => [name, String(value)])),
    fields: Object.fromEntries(entries.filter((entry) => !isHeader(entry))),
  };
}

/** The fields that are set. */
export function given(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
