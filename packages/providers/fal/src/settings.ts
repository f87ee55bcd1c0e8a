// What all operations of one provider share.
export interface FalSettings {
  readonly mode: 'queue' | 'sync';
  /** Where models run while a request is held open, and where they stream. */
  readonly runURL: string;
  /** Files and tokens. */
  readonly restURL: string;
  readonly pollMs: number;
  /** True where keys come from a pool: what one account started, only it can look at. */
  readonly pooled: boolean;
}

/** The longest pause between two looks at the queue, in milliseconds. */
export const maxPollMs = 5_000;
