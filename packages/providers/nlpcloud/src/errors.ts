// What failures mean: `{ detail: 'text' }`, a list of a validator, or the page of a proxy.
import type { ErrorTable } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

export const errors: ErrorTable = (evidence) => {
  const { message } = readOpenaiFailure(evidence.body);
  // A page of a proxy says nothing.
  const isPage = typeof evidence.body === 'string';
  const words = message === undefined || isPage ? {} : { message };
  if (/length should not exceed|too long|maximum (?:input|context)/i.test(message ?? '') && evidence.status < 500)
    return { code: 'context-length', ...words };
  // Of Cloudflare, in front of the vendor.
  if (evidence.status === 520 || evidence.status === 521 || evidence.status === 523)
    return { code: 'server', ...words };
  const known = compatibleErrors(evidence);
  if (known || isPage || message === undefined) return known;
  return { code: generalCode(evidence), ...words };
};
