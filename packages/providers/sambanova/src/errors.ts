// What SambaNova's failures mean, where its words say more than those of other servers.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { status } = evidence;
  const { message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  // The request has waited in the queue for too long; the model is being looked after.
  if (status === 504 || status === 503) return { code: 'overloaded', ...words };
  // Rates of the minute and of the day, and the free tier's tokens of a day.
  if (status === 429) return { code: 'rate-limit', ...words };
  return compatibleErrors(evidence);
};
