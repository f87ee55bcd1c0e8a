// The retry budget: what keeps an outage from being multiplied by everybody's retries.

export interface RetryBudgetOptions {
  /** Retries that may be outstanding or lost at one time. Default 50. */
  readonly tokens?: number;
  /** Part of a token that a call which needed no retry earns. Default 0.1: in the long run one retry for ten successes. */
  readonly perSuccess?: number;
}

/**
 * A token bucket. A retry takes a token. A call that succeeds in the end gives back what its retries took, so single
 * failures, however many, cost nothing; calls that fail for good have spent theirs, and only successes earn more.
 */
export interface RetryBudget {
  /** Takes the token of one retry; false if there is none. */
  take(): boolean;
  /** A call succeeded after this many retries. */
  succeeded(retries: number): void;
  /** A call was aborted after this many retries: nothing is known against the vendor. */
  giveBack(retries: number): void;
}

export function retryBudget(options: RetryBudgetOptions): RetryBudget {
  const { tokens: capacity = 50, perSuccess = 0.1 } = options;
  let tokens = capacity;
  const add = (more: number) => {
    if (tokens < capacity) tokens = Math.min(capacity, tokens + more);
  };
  return {
    take() {
      // Ten tenths are a little less than one.
      if (tokens < 1 - 1e-9) return false;
      tokens -= 1;
      return true;
    },
    succeeded: (retries) => add(retries > 0 ? retries : perSuccess),
    giveBack: add,
  };
}
