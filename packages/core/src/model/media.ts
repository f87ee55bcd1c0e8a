// Images, speech, transcription, video.

import type { Job } from '../job.ts';
import type { Warning } from '../warnings.ts';
import type { VendorOptions } from './chat.ts';
import type { MediaSource } from './messages.ts';
import type { Cost, ResponseMeta, Result } from './result.ts';
import type { Usage } from './usage.ts';

export interface ImageRequest {
  readonly model?: string;
  readonly prompt: string;
  /** Images to edit or to follow; makes the call an edit. */
  readonly images?: readonly MediaSource[];
  /** Where to edit: transparent where the image may change. */
  readonly mask?: MediaSource;
  readonly negativePrompt?: string;
  readonly n?: number;
  /** `1024x1024`, or as the vendor spells it. */
  readonly size?: string;
  /** `16:9`. */
  readonly aspectRatio?: string;
  readonly quality?: string;
  readonly style?: string;
  readonly background?: 'transparent' | 'opaque' | 'auto';
  /** `png`, `jpeg`, `webp`. */
  readonly format?: string;
  readonly seed?: number;
  readonly user?: string;
  readonly vendor?: VendorOptions;
}

export interface ImageResponse extends Result {
  readonly images: readonly GeneratedImage[];
}

/** A link or the bytes, base64-encoded as vendors send them. */
export interface GeneratedImage {
  readonly url?: string;
  /** Base64. */
  readonly data?: string;
  readonly mediaType?: string;
  readonly revisedPrompt?: string;
  readonly seed?: number;
  /** Why the vendor holds this one back: then there is neither `url` nor `data`. If it holds back all, the call fails. */
  readonly filtered?: string;
}

export interface SpeechRequest {
  readonly model?: string;
  /** The text to be spoken. */
  readonly input: string;
  readonly voice?: string;
  /** `mp3`, `wav`, `opus`, `flac`, `aac`, `pcm`, or as the vendor spells it. */
  readonly format?: string;
  readonly sampleRate?: number;
  /** 1 is normal. */
  readonly speed?: number;
  /** How to speak, in words. */
  readonly instructions?: string;
  readonly language?: string;
  readonly seed?: number;
  readonly vendor?: VendorOptions;
}

export interface SpeechResponse extends Result {
  readonly audio: SpeechAudio;
}

/** The sound itself, or where it can be fetched. */
export interface SpeechAudio {
  readonly data?: Uint8Array;
  readonly url?: string;
  readonly mediaType?: string;
  readonly sampleRate?: number;
  readonly durationSeconds?: number;
  /** When each character or word is spoken, where the vendor tells. */
  readonly alignment?: readonly SpokenUnit[];
}

export interface SpokenUnit {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export type SpeechPart =
  | {
      readonly type: 'start';
      readonly responseId?: string;
      readonly model?: string;
      readonly mediaType?: string;
      readonly meta?: ResponseMeta;
    }
  | { readonly type: 'audio'; readonly data: Uint8Array }
  | { readonly type: 'alignment'; readonly units: readonly SpokenUnit[] }
  | { readonly type: 'warning'; readonly warning: Warning }
  | { readonly type: 'finish'; readonly usage?: Usage; readonly cost?: Cost; readonly meta?: ResponseMeta };

export interface TranscribeRequest {
  readonly model?: string;
  /** The recording: bytes, a stream of bytes (sent once, never retried), or a source. */
  readonly audio: Uint8Array | AsyncIterable<Uint8Array> | MediaSource;
  readonly mediaType?: string;
  readonly fileName?: string;
  /** ISO 639-1; detected if absent. */
  readonly language?: string;
  /** Words that help: names, the sentence before. */
  readonly prompt?: string;
  readonly keywords?: readonly string[];
  readonly timestamps?: 'none' | 'segment' | 'word';
  /** Tell speakers apart. */
  readonly diarize?: boolean;
  readonly temperature?: number;
  /** Translate into English, where the vendor has it. */
  readonly translate?: boolean;
  readonly vendor?: VendorOptions;
}

export interface TranscribeResponse extends Result {
  readonly text: string;
  readonly language?: string;
  readonly durationSeconds?: number;
  readonly segments?: readonly TranscriptSegment[];
  readonly words?: readonly TranscriptWord[];
  /** Summaries, topics, sentiments …, where the vendor offers them. */
  readonly insights?: Readonly<Record<string, unknown>>;
}

export interface TranscriptSegment {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly speaker?: string;
  readonly confidence?: number;
}

export interface TranscriptWord {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly speaker?: string;
  readonly confidence?: number;
}

export type TranscribePart =
  | { readonly type: 'start'; readonly responseId?: string; readonly model?: string; readonly meta?: ResponseMeta }
  /** Words that will not change any more. */
  | { readonly type: 'text'; readonly text: string }
  /** The guess for what is being said now; replaced by the next one. */
  | { readonly type: 'interim'; readonly text: string }
  | { readonly type: 'segment'; readonly segment: TranscriptSegment }
  | { readonly type: 'event'; readonly event: string; readonly atSeconds?: number }
  | { readonly type: 'warning'; readonly warning: Warning }
  | {
      readonly type: 'finish';
      readonly usage?: Usage;
      readonly cost?: Cost;
      readonly language?: string;
      readonly durationSeconds?: number;
      readonly meta?: ResponseMeta;
    };

export interface VideoRequest {
  readonly model?: string;
  readonly prompt: string;
  readonly image?: MediaSource;
  readonly durationSeconds?: number;
  readonly aspectRatio?: string;
  readonly resolution?: string;
  readonly negativePrompt?: string;
  readonly seed?: number;
  readonly vendor?: VendorOptions;
}

export interface VideoResult {
  readonly videos: readonly GeneratedVideo[];
}

export interface GeneratedVideo {
  readonly url?: string;
  readonly data?: Uint8Array;
  readonly mediaType?: string;
  readonly durationSeconds?: number;
}

/** Start a video, or take up one that was started before (`attach`: its job id). */
export type VideoCall = VideoRequest | { readonly attach: string };
export type VideoJob = Job<VideoResult>;

export interface VoicesRequest {
  readonly action?: 'list' | 'get' | 'clone' | 'delete';
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly samples?: readonly { readonly data: Uint8Array; readonly mediaType: string; readonly name?: string }[];
  readonly search?: string;
  readonly vendor?: VendorOptions;
}

export interface VoicesResponse extends Result {
  readonly voices: readonly Voice[];
}

export interface Voice {
  readonly id: string;
  readonly name: string;
  readonly language?: string;
  readonly gender?: string;
  readonly description?: string;
  readonly previewUrl?: string;
}
