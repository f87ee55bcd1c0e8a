// What GigaChat's failures mean: `{ status, message }`, or `{ code, message }` of its gateway. The status says it all but
// for a few words.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'authentication',
  // The prepaid tokens are used up.
  402: 'billing',
  403: 'permission',
  404: 'not-found',
  413: 'invalid-request',
  422: 'invalid-request',
  429: 'rate-limit',
};

const tooLong =
  /context (?:length|window|size)|too many tokens|tokens? limit|max(?:imum)? tokens|token[^.]{0,20}exceed/i;

export const gigachatErrors: ErrorTable = ({ status, body }) => {
  const words = failureMessage(body) ?? '';
  if ((status === 400 || status === 413 || status === 422) && tooLong.test(words)) return { code: 'context-length' };
  if (status === 400 && /no such model|model[^.]{0,40}not found/i.test(words)) return { code: 'not-found' };
  return Object.hasOwn(byStatus, status) ? { code: byStatus[status] as ErrorCode } : undefined;
};
