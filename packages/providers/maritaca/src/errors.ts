// What Maritaca's failures mean, where its words say more than those of other servers.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  // The queue of the tier `flex` is full, or five minutes in it were not enough.
  if (evidence.status === 429 && /flex|queue|fila/i.test(message ?? '')) return { code: 'overloaded', ...words };
  if (evidence.status === 403 && /cr[eé]dit|balance|saldo/i.test(message ?? '')) return { code: 'billing', ...words };
  return compatibleErrors(evidence);
};
