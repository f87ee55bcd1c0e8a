// Warnings: what was asked for and could not be done exactly, told instead of dropped.

/** One thing of the request that the vendor cannot do, or that was changed on the way. */
export interface Warning {
  /** The unified field or feature: `topK`, `tools[0].parameters`, `reasoning.budget`. */
  readonly feature: string;
  /** What was done instead, in one sentence. */
  readonly detail: string;
}
