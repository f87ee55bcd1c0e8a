// What MiniMax's failures mean: a number in `base_resp`, mostly inside of a 200.
import type { ErrorCode, ErrorTable, FailureReading } from '@kit/core';
import { compatibleErrors } from '@kit/transformer-openai';
import { numberOf, recordOf, stringOf } from '@kit/wire';

const byNumber: Readonly<Record<number, ErrorCode>> = {
  1000: 'server',
  1001: 'timeout',
  1002: 'rate-limit',
  1004: 'authentication',
  1008: 'billing',
  1013: 'server',
  1024: 'server',
  1026: 'content-filter',
  1027: 'content-filter',
  1033: 'server',
  // Tokens a minute; connections at once.
  1039: 'rate-limit',
  1041: 'rate-limit',
  // Too many invisible characters; a recording unlike the voice, or its text; too long; an unknown voice.
  1042: 'invalid-request',
  1043: 'invalid-request',
  1044: 'invalid-request',
  2013: 'invalid-request',
  2037: 'invalid-request',
  20132: 'invalid-request',
  // What the plan gives is used up.
  2048: 'quota',
  2056: 'quota',
  2049: 'authentication',
};

/** True for a reply that is a failure, whatever its status. */
export const tellsFailure = (body: unknown): boolean => (numberOf(failureOf(body)?.status_code) ?? 0) !== 0;

const failureOf = (body: unknown) => recordOf(recordOf(body)?.base_resp);

export const errors: ErrorTable = (evidence) => {
  const failure = failureOf(evidence.body);
  const number = numberOf(failure?.status_code) ?? 0;
  if (number === 0) return compatibleErrors(evidence);
  const message = stringOf(failure?.status_msg);
  return { code: byNumber[number] ?? 'server', ...(message && { message }) } satisfies FailureReading;
};
