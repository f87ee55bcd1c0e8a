// huggingfaceTask: any pipeline of the hub with its own inputs (fill-mask, token-classification, question-answering, …).
import type { JsonValue, Result, VendorOptions } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    huggingfaceTask: { request: HuggingfaceTaskRequest; result: HuggingfaceTaskResponse };
  }
}

export interface HuggingfaceTaskRequest {
  /** `org/name`; a dedicated endpoint needs none. */
  readonly model?: string;
  /** The pipeline, for models that have several: `sentence-similarity`, `zero-shot-classification`. The model's own if absent. */
  readonly task?: string;
  /** What the task takes: a text, a list, an object. Bytes are sent as they are, as `mediaType`. */
  readonly inputs: JsonValue | Uint8Array;
  readonly mediaType?: string;
  readonly parameters?: Readonly<Record<string, JsonValue | undefined>>;
  readonly vendor?: VendorOptions;
}

export interface HuggingfaceTaskResponse extends Result {
  /** What the task answers; undefined for bytes. */
  readonly output?: JsonValue;
  readonly data?: Uint8Array;
  readonly mediaType?: string;
}
