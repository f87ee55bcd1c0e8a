// When a conversation is too long, and how long it may stay.
import { checkOptions, type OptionChecks } from '@kit/core';

export interface FitLimits {
  /** Estimated tokens of messages and tools from which on the conversation is made shorter. */
  readonly maxInputTokens: number;
  /**
   * Down to which it is made shorter. Lower means rarer: the vendor's prompt cache holds until the next time.
   * Default: three quarters of `maxInputTokens`.
   */
  readonly toTokens?: number;
}

export const limitChecks: OptionChecks = { maxInputTokens: 'positive', toTokens: 'positive' };

/** @throws KitError `config`. */
export function readLimits(owner: string, { maxInputTokens, toTokens }: FitLimits): Required<FitLimits> {
  checkOptions(owner, { maxInputTokens, toTokens }, limitChecks, ['maxInputTokens']);
  return { maxInputTokens, toTokens: Math.min(toTokens ?? maxInputTokens * 0.75, maxInputTokens) };
}
