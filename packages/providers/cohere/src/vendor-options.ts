// Fields of requests that only Cohere has: `vendor: { cohere: { … } }`, merged into the body last.
import type { JsonObject, JsonValue } from '@kit/core';

export type CohereVendorOptions = {
  /** Chat: what the answer may cite. Joined with the text files of the messages. */
  readonly documents?: readonly (string | CohereDocument)[];
  /** Chat: `accurate` sends citations after the text, `fast` while it is written. */
  readonly citation_options?: { readonly mode?: 'accurate' | 'fast' | 'enabled' | 'disabled' | 'off' | (string & {}) };
  /** Chat: not together with tools or documents; newer models do not take `OFF`. */
  readonly safety_mode?: 'CONTEXTUAL' | 'STRICT' | 'OFF';
  /** Chat: 0 (first) to 999. */
  readonly priority?: number;
  /** Chat: holds tool calls to their schemas. The same as `strict` on the tools. */
  readonly strict_tools?: boolean;
  /** Rerank: longer documents are cut. Default 4,096. */
  readonly max_tokens_per_doc?: number;
  readonly [field: string]: JsonValue | undefined;
};

export type CohereDocument = {
  /** Named by citations; `doc:0`, `doc:1`, … if absent. */
  readonly id?: string;
  readonly data: JsonObject;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly cohere?: CohereVendorOptions;
  }
}
