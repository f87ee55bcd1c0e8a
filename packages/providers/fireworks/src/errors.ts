// What Fireworks' failures mean, where its words say more than those of other servers.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { status } = evidence;
  const { message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  // An account that is suspended, mostly for what it owes; or an adapter that could not be loaded.
  if (status === 412)
    return { code: /suspend|billing|payment|spend/i.test(message ?? '') ? 'billing' : 'permission', ...words };
  if (status === 403 && /api key|unauthorized|unauthenticated/i.test(message ?? ''))
    return { code: 'authentication', ...words };
  return compatibleErrors(evidence);
};
