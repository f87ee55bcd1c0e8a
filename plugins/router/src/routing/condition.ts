// Conditions of rules: data that says for which calls a rule is.
import type { Patterns } from './glob.ts';
import type { Range } from './range.ts';

/** All fields that are given have to hold; several patterns in one field are alternatives. */
export interface Condition {
  /** `chat`, `stream`, `embed`, … */
  readonly operation?: Patterns;
  /** Globs: `gpt-*`. */
  readonly model?: Patterns;
  readonly tenant?: Patterns;
  readonly user?: Patterns;
  readonly project?: Patterns;
  /** One of the call's tags. */
  readonly tag?: Patterns;
  readonly region?: Patterns;
  readonly residency?: Patterns;
  /** `pt` holds for `pt-BR`, too. */
  readonly language?: Patterns;
  /** What the request needs: `tools`, `vision`, `json-schema`, `reasoning`, … One of them. */
  readonly capability?: Patterns;
  /** The quality tier that the call asks for. */
  readonly tier?: Range;
  /** Input tokens. */
  readonly estimatedTokens?: Range;
  /** USD. A cost that is not known is neither within a range nor outside of it: such a rule does not hold, nor its `not`. */
  readonly estimatedCost?: Range;
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
  readonly not?: Condition;
}
