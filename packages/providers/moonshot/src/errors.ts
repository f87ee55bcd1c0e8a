// What Moonshot's failures mean. The type says it: one 429 is an empty purse, one a crowd, one a limit.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

const byType: Readonly<Record<string, ErrorCode>> = {
  content_filter: 'content-filter',
  invalid_authentication_error: 'authentication',
  exceeded_current_quota_error: 'quota',
  permission_denied_error: 'permission',
  resource_not_found_error: 'not-found',
  rate_limit_reached_error: 'rate-limit',
  engine_overloaded_error: 'overloaded',
  server_error: 'server',
  unexpected_output: 'server',
};

export const errors: ErrorTable = (evidence) => {
  const { type = '', message = '' } = readOpenaiFailure(evidence.body);
  const words = message === '' ? {} : { message };
  if (/exceeded model token limit/i.test(message)) return { code: 'context-length', ...words };
  // An empty balance shows as 403 too.
  if (evidence.status === 403 && /insufficient balance/i.test(message)) return { code: 'quota', ...words };
  if (Object.hasOwn(byType, type)) return { code: byType[type] as ErrorCode, ...words };
  return compatibleErrors(evidence);
};
