// What Voyage's failures mean: `{ "detail": "…" }`.
import type { ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';

export const voyageErrors: ErrorTable = ({ status, body }) => {
  const words = failureMessage(body) ?? '';
  switch (status) {
    case 400:
    case 422:
      return { code: refusalCode(words) };
    case 403:
      return { code: 'permission' };
    case 429:
      // Accounts without a payment method are told about billing here, but all that ails them is their speed.
      return { code: 'rate-limit' };
    default:
      return undefined;
  }
};

function refusalCode(words: string) {
  // "Model X is not supported. Supported models are [...]": an unknown model is a 400.
  if (/model\b.{0,120}\bis not supported/i.test(words)) return 'not-found';
  if (
    /max(?:imum)? (?:allowed )?(?:tokens|context|number of tokens)|too many tokens|context length|tokens? (?:limit|per)/i.test(
      words,
    )
  )
    return 'context-length';
  return 'invalid-request';
}
