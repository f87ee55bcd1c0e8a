// What ElevenLabs's failures mean. `detail` is `{ status, message }`, newer `{ type, code, message }`, a text, or a list of
// places in the request; sessions say `{ message, error, code }`.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

/** Words that mean more than their status: 401 alone stands for five things. */
const meanings: Readonly<Record<string, ErrorCode>> = {
  quota_exceeded: 'quota',
  max_character_limit_exceeded: 'invalid-request',
  invalid_api_key: 'authentication',
  missing_permissions: 'permission',
  detected_unusual_activity: 'permission',
  voice_not_found: 'not-found',
  model_not_found: 'not-found',
  payment_required: 'billing',
  too_many_concurrent_requests: 'rate-limit',
  rate_limited: 'rate-limit',
  system_busy: 'overloaded',
  queue_overflow: 'overloaded',
  resource_exhausted: 'overloaded',
  auth_error: 'authentication',
  unaccepted_terms: 'permission',
  input_error: 'invalid-request',
  invalid_request: 'invalid-request',
  chunk_size_exceeded: 'invalid-request',
  commit_throttled: 'rate-limit',
  session_time_limit_exceeded: 'timeout',
  transcriber_error: 'server',
};

export const errors: ErrorTable = ({ status, body }) => {
  const outer = recordOf(body);
  const detail = recordOf(outer?.detail) ?? outer;
  const words = [detail?.status, detail?.code, detail?.error, detail?.message_type].map(stringOf);
  const word = words.find((one) => one !== undefined && Object.hasOwn(meanings, one));
  const message = stringOf(detail?.message) ?? stringOf(detail?.error) ?? failureMessage(body);
  const said = message === undefined ? {} : { message };
  if (word !== undefined) return { code: meanings[word] as ErrorCode, ...said };
  // `only_for_creator+` and its kin: what the account has not paid for.
  if (words.some((one) => one?.startsWith('only_for_'))) return { code: 'permission', ...said };
  // The text was sent a moment ago: later is better.
  if (status === 425) return { code: 'overloaded', ...said };
  return undefined;
};
