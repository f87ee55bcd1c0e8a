// What SEA-LION's failures mean, in the words of the gateway before its models. Its codes are statuses as texts.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { message = '', type } = readOpenaiFailure(evidence.body);
  const words = message === '' ? {} : { message };
  if (type === 'budget_exceeded') return { code: 'quota', ...words };
  if (/ContextWindowExceeded/.test(message)) return { code: 'context-length', ...words };
  if (/invalid model name/i.test(message)) return { code: 'not-found', ...words };
  return compatibleErrors(evidence);
};
