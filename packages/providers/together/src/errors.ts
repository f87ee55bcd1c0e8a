// What Together's failures mean, where its words say more than those of other servers.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

/** More tokens than the model's window has are told with 403, among others. */
const tooLong = /max_(?:new_)?tokens|context (?:length|window)|token (?:count|limit)|tokens? .*exceed|too long/i;

export const errors: ErrorTable = (evidence) => {
  const { status } = evidence;
  const { message, type } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  if (status === 403 && tooLong.test(message ?? '')) return { code: 'context-length', ...words };
  if (type === 'model_rate_limit') return { code: 'rate-limit', ...words };
  return compatibleErrors(evidence);
};
