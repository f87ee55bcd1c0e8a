// What failures mean: `{ error: 'text', code: 'QUEUE_FULL' }`.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

const meanings: Readonly<Record<string, ErrorCode>> = {
  // A model without a template for chats, or one that embeds nothing.
  MISSING_CAPABILITY: 'unsupported',
  QUEUE_FULL: 'overloaded',
  TASK_TIMEOUT: 'timeout',
};

export const errors: ErrorTable = (evidence) => {
  const { code, message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (meaning) return { code: meaning, ...words };
  // Credits are used up.
  if (evidence.status === 402) return { code: 'quota', ...words };
  return compatibleErrors(evidence);
};
