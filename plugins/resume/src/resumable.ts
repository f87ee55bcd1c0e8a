// Which streams may be continued, and after which failures.
import type { Call, ErrorCode, KitError } from '@kit/core';

/** A connection that broke, a vendor that stopped. Refusals, aborts and mistakes would only come again. */
const breaks: ReadonlySet<ErrorCode> = new Set([
  'network',
  'timeout',
  'server',
  'overloaded',
  'rate-limit',
  'invalid-response',
]);

/** Never over these: somebody has decided that the answer is not to be had. */
const decided: ReadonlySet<ErrorCode> = new Set(['aborted', 'content-filter', 'guard-blocked', 'budget-exceeded']);

export function isBreak({ code, phase }: KitError): boolean {
  // The call's time is up, whoever goes on.
  return breaks.has(code) && phase !== 'total';
}

export const isDecided = ({ code }: KitError): boolean => decided.has(code);

/** False for answers whose second half cannot be asked for: several at one time, and those of a given form. */
export function isResumable({ request, context }: Call<'stream'>): boolean {
  const { n = 1, output, logprobs } = request;
  return n <= 1 && !logprobs && (output === undefined || output.type === 'text') && context.hints?.resume !== false;
}
