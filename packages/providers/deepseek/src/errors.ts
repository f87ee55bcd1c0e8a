// What DeepSeek's failures mean. Its `code` repeats one generic word: status and type say it.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { type, message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  if (evidence.status === 401 || type === 'authentication_error') return { code: 'authentication', ...words };
  if (evidence.status === 402) return { code: 'billing', ...words };
  return compatibleErrors(evidence);
};
