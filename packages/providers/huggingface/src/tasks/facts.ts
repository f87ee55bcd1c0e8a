// What the head of a task's reply says.
import type { Usage, WireReply } from '@kit/core';
import { numberOf } from '@kit/wire';

/** Seconds on the machine, where it tells them. */
export function usageOf({ headers }: WireReply): { readonly usage?: Usage } {
  const computeSeconds = numberOf(headers['x-compute-time']);
  return computeSeconds === undefined ? {} : { usage: { state: 'reported', units: { computeSeconds } } };
}
