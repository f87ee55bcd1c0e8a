// What all predictions of one provider share.
export interface PredictionSettings {
  /** Seconds for which a request is held open for its result; 0: not at all. */
  readonly waitSeconds: number;
  readonly pollMs: number;
  /** Where input fields come from: kit's table, or the model's own schema. */
  readonly inputSchemas: 'table' | 'live';
  /** Fetches outputs, which expire after an hour. */
  readonly download: boolean;
  /** True where keys come from a pool: what one account started, only it can look at. */
  readonly pooled: boolean;
  /** Versions and schemas of models, each with the time at which it was asked for. */
  readonly models: Map<string, { readonly atMs: number; readonly info: ModelInfo }>;
}

export interface ModelInfo {
  readonly version: string | undefined;
  /** Names of the input's fields; those of lists with `[]` behind them. */
  readonly inputFields: readonly string[];
}

/** How long a model's newest version is believed in, in milliseconds. */
export const modelInfoMs = 600_000;

/** The longest pause between two looks, in milliseconds. */
export const maxPollMs = 5_000;
