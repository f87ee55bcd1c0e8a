// What Voyage's failures mean: `{ "detail": "…" }`. What is not told here is read by status and common vocabulary.
import type { ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';

export const voyageErrors: ErrorTable = ({ status, body }) => {
  // "Model X is not supported. Supported models are [...]": an unknown model is a 400.
  if (status === 400 && /model\b.{0,120}\bis not supported/i.test(failureMessage(body) ?? ''))
    return { code: 'not-found' };
  if (status === 403) return { code: 'permission' };
  // Accounts without a payment method are told about billing here, but all that ails them is their speed.
  return status === 429 ? { code: 'rate-limit' } : undefined;
};
