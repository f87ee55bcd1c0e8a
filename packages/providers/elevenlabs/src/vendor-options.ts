// Fields of requests that only ElevenLabs has: `vendor: { elevenlabs: { … } }`, merged into the body (speech), the form
// (transcription) or the query (sessions) last.
import { type CodecContext, type JsonValue, type VendorOptions, vendorOptions } from '@kit/core';

export type ElevenlabsVendorOptions = {
  /** Speech: tells when each character is spoken (`audio.alignment`). Not sent: it chooses the route. */
  readonly timestamps?: boolean;
  /** Speech: `false` keeps nothing at the vendor's (a right of some accounts). */
  readonly enable_logging?: boolean;
  readonly voice_settings?: {
    readonly stability?: number;
    readonly similarity_boost?: number;
    readonly style?: number;
    readonly use_speaker_boost?: boolean;
    readonly speed?: number;
  };
  readonly previous_text?: string;
  readonly next_text?: string;
  readonly previous_request_ids?: readonly string[];
  readonly next_request_ids?: readonly string[];
  readonly apply_text_normalization?: 'auto' | 'on' | 'off';
  /** Transcription. */
  readonly tag_audio_events?: boolean;
  readonly num_speakers?: number;
  readonly use_multi_channel?: boolean;
  readonly additional_formats?: readonly JsonValue[];
  readonly entity_detection?: string | readonly string[];
  readonly no_verbatim?: boolean;
  /** Live transcription: who says that a sentence is over. Default `vad`. */
  readonly commit_strategy?: 'manual' | 'vad';
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly elevenlabs?: ElevenlabsVendorOptions;
  }
}

export function elevenlabsOptions(
  vendor: VendorOptions | undefined,
  keys: Pick<CodecContext, 'provider' | 'vendor'>,
): ElevenlabsVendorOptions {
  return (vendorOptions(vendor, keys, 'elevenlabs') ?? {}) as ElevenlabsVendorOptions;
}
