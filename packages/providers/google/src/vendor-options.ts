// Fields of Google's request bodies that the unified request does not have: `vendor: { google: … }`.
import type { JsonValue } from '@kit/core';

/** Merged into the body last; `generationConfig` and `toolConfig` field by field. Any other field goes through too. */
export type GoogleVendorOptions = {
  readonly safetySettings?: readonly { readonly category: string; readonly threshold: string }[];
  /** `cachedContents/…`: a prefix of your own making. It holds system instruction and tools. */
  readonly cachedContent?: string;
  readonly generationConfig?: Readonly<Record<string, JsonValue | undefined>>;
  readonly toolConfig?: Readonly<Record<string, JsonValue | undefined>>;
  /** Imagen, Veo and predictions. */
  readonly parameters?: Readonly<Record<string, JsonValue | undefined>>;
  /** Embeddings of documents. */
  readonly title?: string;
} & Readonly<Record<string, JsonValue | undefined>>;

declare module '@kit/core' {
  interface VendorOptions {
    readonly google?: GoogleVendorOptions;
  }
}
