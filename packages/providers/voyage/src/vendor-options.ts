// Fields of requests that only Voyage has: `vendor: { voyage: { … } }`, merged into the body last.
import type { JsonValue } from '@kit/core';

export type VoyageVendorOptions = {
  /** Embeddings travel as base64 unless this is `null`. */
  readonly encoding_format?: 'base64' | null;
  /** Multimodal embeddings: the same under the name that the REST reference has. */
  readonly output_encoding?: 'base64' | null;
  /** Contextual models: the vendor cuts each document into chunks. Goes with `inputType: 'document'`. */
  readonly enable_auto_chunking?: boolean;
  /** Tokens of a chunk. Default 512. */
  readonly chunk_size?: number;
  /** Tokens that neighbouring chunks share; less than `chunk_size`. */
  readonly chunk_overlap?: number;
  readonly truncation?: boolean;
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly voyage?: VoyageVendorOptions;
  }
}
