// In what servers differ beside chat: embeddings, images, audio, moderation, completions, model lists.
import type {
  CodecContext,
  Cost,
  EmbedRequest,
  FormField,
  ImageRequest,
  JsonObject,
  JsonValue,
  Model,
  SpeechRequest,
  TranscribeRequest,
  Warning,
  WireRequest,
} from '@kit/core';
import type { JsonRecord } from '@kit/wire';

export interface EmbedDialect {
  readonly path?: string;
  /** Name of the field, `false` where the size is fixed. Mistral `output_dimension`. Default `dimensions`. */
  readonly dimensions?: string | false;
  /** Asked of the server so that vectors travel as bytes. Default `base64`; `undefined` for servers that know floats alone. */
  readonly encodingFormat?: string | undefined;
  /** Number formats other than floats as fields of the body (Mistral, Voyage `output_dtype`). Default: a warning. */
  readonly numberFormat?: (encoding: NonNullable<EmbedRequest['encoding']>) => JsonObject | undefined;
  /** The purpose of the vectors as fields of the body (`input_type`). Default: a warning. */
  readonly inputType?: (inputType: string) => JsonObject | undefined;
  /** What happens to long inputs as fields of the body. Default: a warning. */
  readonly truncate?: (truncate: 'none' | 'start' | 'end') => JsonObject | undefined;
  /** One input with media, as the server writes it. Default: only text can be embedded. */
  readonly input?: (parts: Exclude<Exclude<EmbedRequest['input'], string>[number], string>) => JsonValue | undefined;
  /** Numbers of a vector that came as text. Default: little-endian 32-bit floats (Perplexity sends int8). */
  readonly decodeVector?: (text: string, request: { readonly encoding: string | undefined }) => readonly number[];
  readonly user?: string | false;
  readonly extra?: JsonObject;
  /** The vendor's own price of the answer (OpenRouter `usage.cost`). */
  readonly cost?: OwnCost;
}

/** Reads a price out of a reply's usage, where the vendor tells it. */
export type OwnCost = (usage: JsonRecord, body: JsonRecord) => Cost | undefined;

export interface ImageDialect {
  readonly path?: string;
  readonly editPath?: string;
  /** Unified field → name on the wire; `false` where it cannot be said. */
  readonly fields?: Partial<Record<ImageField, string | false>>;
  /** How images to be edited are sent. xAI `json`. Default `form` for data, JSON with references otherwise. */
  readonly edits?: 'form' | 'json';
  readonly extra?: JsonObject;
  /** Last word on the request, for what data cannot say: width and height, another path for some models. */
  readonly rewrite?: (wire: WireRequest, ask: ImageAsk) => WireRequest;
  /** The vendor's own price of the images (xAI `usage.cost_in_usd_ticks`). */
  readonly cost?: OwnCost;
  readonly rules?: (model: string, request: ImageRequest) => Pick<ImageDialect, 'fields' | 'extra'> | undefined;
}

export interface ImageAsk {
  readonly request: ImageRequest;
  readonly context: CodecContext;
  /** Grows by what cannot be said. */
  readonly warnings: Warning[];
}

export type ImageField =
  | 'n'
  | 'size'
  | 'aspectRatio'
  | 'quality'
  | 'style'
  | 'background'
  | 'format'
  | 'negativePrompt'
  | 'seed'
  | 'user';

export interface SpeechDialect {
  readonly path?: string;
  readonly fields?: Partial<Record<SpeechField, string | false>>;
  /** Sent where the request names none: the field is required. */
  readonly defaultVoice?: string;
  /** Whether a stream of events can be asked for (`stream_format: sse`); otherwise the sound itself is streamed. */
  readonly events?: boolean;
  /** How events are asked for. Default `{ stream_format: 'sse' }`; Mistral `{ stream: true }`. */
  readonly eventsRequest?: JsonObject;
  /** The sound comes in JSON and events alone: a reply that is neither holds none. Default `false`; Mistral `true`. */
  readonly inJson?: boolean;
  /** Last word on the body, for servers with fields of their own (xAI). */
  readonly body?: (body: JsonObject, request: SpeechRequest) => JsonObject;
  readonly extra?: JsonObject;
  readonly rules?: (model: string) => Pick<SpeechDialect, 'fields' | 'events' | 'extra'> | undefined;
}

export type SpeechField = 'voice' | 'format' | 'speed' | 'instructions' | 'sampleRate' | 'language' | 'seed';

export interface TranscribeDialect {
  readonly path?: string;
  readonly translatePath?: string | false;
  readonly fields?: Partial<Record<TranscribeField, string | false>>;
  /** Field for a recording by link (Groq `url`, Mistral `file_url`); `false`: only data. */
  readonly urlField?: string | false;
  readonly fileIdField?: string | false;
  /** Which timestamps the model gives; asking for them means `verbose_json`. */
  readonly timestamps?: readonly ('segment' | 'word')[];
  /** Sent with timestamps. OpenAI `verbose_json`; Mistral gives them without. */
  readonly timestampFormat?: string | undefined;
  /** Fields that tell speakers apart. Undefined: it cannot be asked for. */
  readonly diarize?: JsonObject | undefined;
  /** Whether the transcript can be streamed; otherwise it comes whole. */
  readonly streams?: boolean;
  /** Last word on the form, for servers with fields of their own (xAI). */
  readonly form?: (fields: readonly FormField[], request: TranscribeRequest) => readonly FormField[];
  /** The vendor's own price of a complete transcript (OpenRouter `usage.cost`). */
  readonly cost?: OwnCost;
  readonly extra?: JsonObject;
  readonly rules?: (model: string) => Omit<TranscribeDialect, 'rules' | 'path' | 'translatePath'> | undefined;
}

export type TranscribeField = 'language' | 'prompt' | 'keywords' | 'temperature';

export interface ModerateDialect {
  readonly path?: string;
  readonly extra?: JsonObject;
}

export interface ModelsDialect {
  readonly path?: string;
  /** The rows of a reply that has them elsewhere than in `data` or `models` (Databricks `endpoints`). */
  readonly rows?: (body: JsonRecord) => unknown;
  /** What a row says beyond the common fields. */
  readonly row?: (row: JsonRecord) => Partial<Model>;
}

export interface CompleteDialect {
  readonly path?: string;
  readonly fields?: Partial<Record<CompleteField, string | false>>;
  readonly extra?: JsonObject;
  /** Last word on the body. */
  readonly body?: (body: JsonObject) => JsonObject;
}

export type CompleteField = 'suffix' | 'maxTokens' | 'temperature' | 'topP' | 'stop' | 'seed' | 'n' | 'user';
