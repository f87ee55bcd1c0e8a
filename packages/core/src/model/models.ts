// Models as data: what a catalogue and a vendor's live list say of them.

export type ModelKind =
  | 'chat'
  | 'embedding'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'moderation'
  | 'video'
  | 'realtime'
  | 'ocr'
  | (string & {});

/** What is known of a model. A field that is absent is unknown, not denied. */
export interface Model {
  /** Exactly what goes on the wire as the model's name at that provider. */
  readonly id: string;
  readonly provider?: string;
  readonly name?: string;
  readonly family?: string;
  readonly kind?: ModelKind;
  /** Tokens. */
  readonly contextWindow?: number;
  readonly maxInput?: number;
  readonly maxOutput?: number;
  /** `text`, `image`, `audio`, `video`, `pdf`. */
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly price?: Price;
  /** The whole request is billed at a tier once its prompt is longer than `above` tokens. */
  readonly priceTiers?: readonly PriceTier[];
  /** Where the vendor bills in another currency than USD. */
  readonly priceLocal?: { readonly currency: string } & Pick<Price, 'input' | 'output' | 'cacheRead'>;
  /** `tools`, `vision`, `json-schema`, `reasoning`, `prompt-cache`, … */
  readonly capabilities?: readonly string[];
  readonly reasoning?: {
    readonly toggle?: boolean;
    readonly efforts?: readonly string[];
    readonly budget?: { readonly min?: number; readonly max?: number };
  };
  /** Request parameters that the model refuses. */
  readonly unsupported?: readonly string[];
  readonly dimensions?: number;
  /** `YYYY-MM-DD` or `YYYY-MM`. */
  readonly released?: string;
  readonly knowledge?: string;
  /** Announced retirement date. */
  readonly deprecated?: string;
  readonly status?: string;
  readonly [more: string]: unknown;
}

/** USD per million tokens, and USD each where the name starts with `per`. Absent = unknown, 0 = free. */
export interface Price {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly reasoning?: number;
  readonly inputAudio?: number;
  readonly outputAudio?: number;
  readonly imageOutput?: number;
  readonly batchInput?: number;
  readonly batchOutput?: number;
  readonly perImage?: number;
  readonly perInputImage?: number;
  readonly perSecond?: number;
  readonly perCharacter?: number;
  readonly perRequest?: number;
  readonly perPage?: number;
  readonly perSearch?: number;
  /** A second on the vendor's machine; `perSecond` is one of the sound or film. */
  readonly perComputeSecond?: number;
}

export interface PriceTier extends Pick<Price, 'input' | 'output' | 'cacheRead' | 'cacheWrite'> {
  readonly above: number;
}

/** A provider's models with the date that prices and limits were read. */
export interface Catalogue {
  readonly provider: string;
  /** `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly models: readonly Model[];
}
