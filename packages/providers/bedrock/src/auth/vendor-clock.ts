// The vendor's clock: signatures are good for five minutes, which machines with a wrong clock miss.
import type { FailureEvidence } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import { failureType } from '../failure-type.ts';

export interface VendorClock {
  /** How far the vendor's clock is ahead of ours. */
  readonly skewMs: number;
  /** Learns from a failure that says the signature's time is wrong. */
  read(evidence: FailureEvidence, nowMs: number): void;
}

/** Differences below this are no reason for a refusal. */
const leastMs = 60_000;

const aboutTime = /signature (?:expired|not yet current)|request has expired|difference between the request time/i;
const types: ReadonlySet<string> = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture']);

export function vendorClock(): VendorClock {
  const clock = {
    skewMs: 0,
    read(evidence: FailureEvidence, nowMs: number) {
      const message = stringOf(recordOf(evidence.body)?.message) ?? stringOf(recordOf(evidence.body)?.Message) ?? '';
      if (!types.has(failureType(evidence) ?? '') && !aboutTime.test(message)) return;
      const theirs = Date.parse(evidence.headers.date ?? '');
      if (Number.isFinite(theirs) && Math.abs(theirs - nowMs - clock.skewMs) > leastMs) clock.skewMs = theirs - nowMs;
    },
  };
  return clock;
}
