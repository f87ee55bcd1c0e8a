// What xAI's failures mean: `{ code: 'prose', error: 'a text' }`, with statuses that say less than the text.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';
import { recordOf } from '@kit/wire';

export const errors: ErrorTable = (evidence) => {
  const { status } = evidence;
  const { message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  const told = `${message ?? ''} ${String(recordOf(evidence.body)?.code ?? '')}`;
  // A wrong key is answered with 400.
  if (/incorrect api key|invalid api key|no api key/i.test(told)) return { code: 'authentication', ...words };
  if (/used all available credits|out of credits|spending limit/i.test(told)) return { code: 'billing', ...words };
  if (/SAFETY_CHECK_TYPE|content (violates|safety)/i.test(told)) return { code: 'content-filter', ...words };
  // What the vendor has taken away: live search in chat completions.
  if (status === 410) return { code: 'unsupported', ...words };
  return compatibleErrors(evidence);
};
