// Trimming: a conversation that is too long loses its oldest part.
import type { Message, Tool } from '@kit/core';
import type { Fit } from '../loop/loop-request.ts';
import { type FitLimits, readLimits } from './fit-limits.ts';
import { newestUnits, outline } from './units.ts';

export interface TrimOptions extends FitLimits {
  /** Tools that are sent along; they count. */
  readonly tools?: readonly Tool[];
}

/**
 * The conversation without its oldest messages, where it is too long; the same array where it is not.
 *
 * System messages stay; a tool call stays with its results or goes with them; what is kept begins with a user message as
 * long as there is one; the last user message and the newest message always stay, even where they alone are too long.
 *
 * @throws KitError `config` for wrong limits.
 */
export function trimMessages(messages: readonly Message[], options: TrimOptions): readonly Message[] {
  const { maxInputTokens, toTokens } = readLimits('trimMessages()', options);
  const { system, units, fixedTokens } = outline(messages, options.tools);
  const tokens = units.reduce((sum, unit) => sum + unit.tokens, fixedTokens);
  if (tokens <= maxInputTokens) return messages;
  const kept = newestUnits(units, toTokens - fixedTokens);
  return kept.length === units.length ? messages : [...system, ...kept.flatMap((unit) => unit.messages)];
}

/**
 * `fit` of a loop of tools: trims before each turn that would be too long.
 *
 * @example
 * runTools(ai, { messages, tools, fit: trimming({ maxInputTokens: 100_000 }) });
 */
export function trimming(limits: FitLimits): Fit {
  readLimits('trimming()', limits);
  return ({ messages, tools }) => ({ messages: trimMessages(messages, { ...limits, tools }) });
}
