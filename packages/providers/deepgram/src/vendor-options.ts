// Options that only Deepgram has: `vendor: { deepgram: { … } }`, sent as query parameters by their own names, last.
import { type CodecContext, type JsonValue, type VendorOptions, vendorOptions } from '@kit/core';

export type DeepgramVendorOptions = {
  /** `v2`, or true on reading: a summary. */
  readonly summarize?: boolean | 'v2';
  readonly topics?: boolean;
  readonly intents?: boolean;
  readonly sentiment?: boolean;
  readonly custom_topic?: string | readonly string[];
  readonly custom_intent?: string | readonly string[];
  readonly detect_entities?: boolean;
  readonly smart_format?: boolean;
  readonly punctuate?: boolean;
  readonly paragraphs?: boolean;
  readonly utterances?: boolean;
  readonly multichannel?: boolean;
  /** True, or the languages to choose from. */
  readonly detect_language?: boolean | readonly string[];
  readonly redact?: string | readonly string[];
  readonly search?: string | readonly string[];
  readonly replace?: string | readonly string[];
  /** Live: guesses before the words are final. Default true. */
  readonly interim_results?: boolean;
  /** Live: milliseconds of silence that end an utterance; false: never. */
  readonly endpointing?: number | boolean;
  /** Live: milliseconds, from 1,000. */
  readonly utterance_end_ms?: number;
  /** Live: tells when speech begins. */
  readonly vad_events?: boolean;
  readonly [parameter: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly deepgram?: DeepgramVendorOptions;
  }
}

export const wireId = 'deepgram';

export function deepgramOptions(
  vendor: VendorOptions | undefined,
  keys: Pick<CodecContext, 'provider' | 'vendor'>,
): DeepgramVendorOptions {
  return (vendorOptions(vendor, keys, wireId) ?? {}) as DeepgramVendorOptions;
}
