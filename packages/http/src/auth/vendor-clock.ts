// The vendor's clock: what is signed with a time is good for minutes, which machines with a wrong clock miss.
import type { ErrorTable, FailureEvidence } from '@kit/core';

export interface VendorClock {
  /** How far the vendor's clock is ahead of ours, in milliseconds. */
  readonly skewMs: number;
  /** The table, which learns the time from failures on its way. */
  learning(errors: ErrorTable, now: () => number): ErrorTable;
}

/** Differences below this are no reason for a refusal. */
const leastMs = 60_000;

/**
 * Learns from failures that are about the time, by the `date` of their replies. Together with a grant that is `renewable`
 * the request is sent once more with the right time.
 *
 * @param isAboutTime true for a failure that says that a signature's or a token's time is wrong
 */
export function vendorClock(isAboutTime: (evidence: FailureEvidence) => boolean): VendorClock {
  const clock = {
    skewMs: 0,
    learning(errors: ErrorTable, now: () => number): ErrorTable {
      return (evidence) => {
        const theirs = Date.parse(evidence.headers.date ?? '');
        const skewMs = theirs - now();
        if (Math.abs(skewMs - clock.skewMs) > leastMs && isAboutTime(evidence)) clock.skewMs = skewMs;
        return errors(evidence);
      };
    },
  };
  return clock;
}
