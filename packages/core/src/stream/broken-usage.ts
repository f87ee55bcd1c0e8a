// What a stream that broke has used.
import type { Usage } from '../model/usage.ts';

/** Estimates are off by a third and more: what was told is old if the estimate is this many times as much. */
const CLEARLY_MORE = 2;

/**
 * What the stream had told of its usage when it broke, which is not the last word; where clearly more had arrived by then
 * (Anthropic tells the output at the beginning, as nearly nothing, and at the end), the output is estimated.
 */
export function brokenUsage(told: Usage, estimate: Usage | undefined): Usage {
  const arrived = estimate?.outputTokens ?? 0;
  if (arrived > CLEARLY_MORE * (told.outputTokens ?? 0)) {
    const { outputDetails: _, ...rest } = told;
    return { ...rest, state: 'estimated', outputTokens: arrived };
  }
  return told.state === 'reported' ? { ...told, state: 'partial' } : told;
}
