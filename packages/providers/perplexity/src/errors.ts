// What Perplexity's failures mean: `{ error: { message, type, code: <status> } }`, a validator's `detail`, or a page of the edge.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { type, message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  if (type === 'invalid_model') return { code: 'not-found', ...words };
  if (type === 'too_many_prompt_tokens') return { code: 'context-length', ...words };
  // An empty balance is told as a wrong key.
  if (evidence.status === 401 && /quota|credit|balance|billing/i.test(`${type} ${message}`))
    return { code: 'billing', ...words };
  return compatibleErrors(evidence);
};
