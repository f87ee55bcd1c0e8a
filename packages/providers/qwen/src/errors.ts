// What Qwen's failures mean: words as codes, in two spellings.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

/** Beginnings of codes, in lower case and without underscores; the first that fits counts. */
const byCode: readonly (readonly [beginning: string, code: ErrorCode])[] = [
  ['invalidapikey', 'authentication'],
  ['arrearage', 'billing'],
  ['accessdenied', 'permission'],
  ['modelnotfound', 'not-found'],
  ['datainspectionfailed', 'content-filter'],
  ['throttling', 'rate-limit'],
  ['limitrequests', 'rate-limit'],
  ['insufficientquota', 'quota'],
  ['requesttimeout', 'timeout'],
  ['internalerror', 'server'],
  ['serviceunavailable', 'overloaded'],
];

const tooLong = /range of input length|input (?:is )?too long|maximum context length/i;

export const errors: ErrorTable = (evidence) => {
  const { code = '', message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  if (tooLong.test(message ?? '')) return { code: 'context-length', ...words };
  const plain = code.toLowerCase().replaceAll('_', '');
  const known = byCode.find(([beginning]) => plain.startsWith(beginning));
  return known ? { code: known[1], ...words } : compatibleErrors(evidence);
};
