// What a model takes, as data: encoders follow these rules and know no model by name.

/** Levels of `output_config.effort`, from least to most. */
export const effortLevels: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max'];

export interface ModelRules {
  /** `max_tokens` where the request names none: the field is required. */
  readonly maxOutputTokens: number;
  /** `any`: all of temperature, top_p and top_k; `one`: temperature or top_p, not both; `none`: refused unless default. */
  readonly sampling: 'any' | 'one' | 'none';
  /** How the model thinks; absent: it does not. */
  readonly thinking?: ThinkingRules;
  /** Levels that `output_config.effort` takes; empty: the field is unknown to the model. */
  readonly efforts: readonly string[];
  /** Whether `tool_choice` may be `any` or `tool`. */
  readonly forcedTool: boolean;
  /** Whether `output_config.format` holds the answer to a schema; otherwise a forced tool does. */
  readonly structuredOutput: boolean;
  /** Whether the last message may be the beginning of the answer. */
  readonly prefill: boolean;
}

export interface ThinkingRules {
  /** `{ type: 'enabled', budget_tokens }` is taken. */
  readonly budget: boolean;
  /** `{ type: 'adaptive' }` is taken. */
  readonly adaptive: boolean;
  /**
   * How thinking is switched off: `disabled` at any effort, `disabled-to-high` only at an effort up to `high`,
   * `between-tools` by `{ type: 'between_tools' }`; `never`: it can only be kept short.
   */
  readonly off: 'disabled' | 'disabled-to-high' | 'between-tools' | 'never';
}

/** For models of whom nothing is known, at servers that speak the wire with models of their own: everything is sent. */
export const permissiveRules: ModelRules = {
  maxOutputTokens: 16_384,
  sampling: 'any',
  thinking: { budget: true, adaptive: true, off: 'disabled' },
  efforts: effortLevels,
  forcedTool: true,
  structuredOutput: true,
  prefill: true,
};
