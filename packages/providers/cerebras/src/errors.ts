// What Cerebras' failures mean, where its words say more than those of other servers. They stand at the top of the body,
// without an `error` around them.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { code, type, param, message = '' } = readOpenaiFailure(evidence.body);
  const words = message === '' ? {} : { message };
  if (code === 'wrong_api_key') return { code: 'authentication', ...words };
  // Nobody asked too often: the queue is full.
  if (param === 'queue' || code === 'queue_exceeded') return { code: 'overloaded', ...words };
  // "Quotas" are rates: of the second, the minute, the hour, the day.
  if (code === 'request_quota_exceeded' || code === 'token_quota_exceeded') return { code: 'rate-limit', ...words };
  if (type === 'not_found_error') return { code: 'not-found', ...words };
  return compatibleErrors(evidence);
};
