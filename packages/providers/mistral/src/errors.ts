// What Mistral's failures mean, where its words say more than those of other servers.
import type { ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { status } = evidence;
  const { code, type, message } = readOpenaiFailure(evidence.body);
  const words = message === undefined ? {} : { message };
  if (code === '1500' || type === 'invalid_model') return { code: 'not-found', ...words };
  // The text says by how much; other prompts that cannot be read have the same type.
  if (type === 'invalid_request_prompt' && /too (large|long|many)|token|length|context/i.test(message ?? ''))
    return { code: 'context-length', ...words };
  // A guardrail of the request said no.
  if (status === 403 && /guardrail|moderation|blocked|unsafe/i.test(message ?? ''))
    return { code: 'content-filter', ...words };
  return compatibleErrors(evidence);
};
