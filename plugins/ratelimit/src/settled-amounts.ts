// What a call really took, once it has ended.
import type { Attempt, Outcome, ResponseMeta, Usage } from '@kit/core';
import type { LimitTake } from './limits.ts';

export interface EndedCall {
  readonly takes: readonly LimitTake[];
  readonly outcome: Pick<Outcome, 'status' | 'usage'>;
  /** Undefined if no answer had begun. */
  readonly meta: ResponseMeta | undefined;
  /** Those made since it was let through. */
  readonly attempts: readonly Attempt[];
  /** What was reserved. */
  readonly tokens: number;
}

/** In the order of the takes. */
export function settledAmounts(ended: EndedCall): number[] {
  const requests = requestsOf(ended);
  const tokens = tokensOf(ended, requests);
  return ended.takes.map(({ counts, amount }) => {
    if (counts === 'requests') return requests;
    if (counts === 'places') return 0;
    // What is not known stays as it was reserved, which may be the whole window.
    return tokens === undefined ? amount : Math.ceil(tokens);
  });
}

/** Every request that was sent counts; none was for an answer from a cache, or a refusal on the way. */
function requestsOf({ attempts, meta, outcome }: EndedCall): number {
  if (attempts.length > 0) return attempts.length;
  return meta?.cache || (outcome.status !== 'complete' && !meta) ? 0 : 1;
}

function tokensOf({ attempts, meta, outcome }: EndedCall, requests: number): number | undefined {
  if (requests === 0) return 0;
  let lost = 0;
  for (const { usage } of attempts.slice(0, -1)) lost += tokensIn(usage) ?? 0;
  const told = tokensIn(outcome.usage);
  if (told !== undefined) return lost + told;
  // Answered, or cut off in the middle: nobody told what it took. Refused: nothing.
  return meta || outcome.status !== 'failed' ? undefined : lost;
}

/** Undefined if nobody told, or told what is no number of tokens: that would count for ever, or be a credit. */
function tokensIn({ inputTokens, outputTokens }: Partial<Usage> = {}): number | undefined {
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
  return Number.isFinite(tokens) && tokens >= 0 ? tokens : undefined;
}
