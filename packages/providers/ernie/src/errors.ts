// What Qianfan's failures mean: words as codes; numbers inside of a 200 where the older wire shines through.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';
import { numberOf, recordOf, stringOf } from '@kit/wire';

const byCode: Readonly<Record<string, ErrorCode>> = {
  invalid_iam_token: 'authentication',
  invalid_api_key: 'authentication',
  rpm_rate_limit_exceeded: 'rate-limit',
  tpm_rate_limit_exceeded: 'rate-limit',
  preemptible_rate_limit_exceeded: 'rate-limit',
  system_unsafe: 'content-filter',
  user_setting_unsafe: 'content-filter',
  server_high_load: 'overloaded',
  invalid_argument: 'invalid-request',
};

const byNumber: Readonly<Record<number, ErrorCode>> = {
  1: 'server',
  2: 'server',
  3: 'unsupported',
  4: 'rate-limit',
  6: 'permission',
  17: 'quota',
  18: 'rate-limit',
  19: 'quota',
  110: 'authentication',
  111: 'authentication',
  336000: 'server',
  336003: 'invalid-request',
  336007: 'context-length',
  336100: 'overloaded',
};

/** True for a reply that is a failure, whatever its status. */
export const tellsFailure = (body: unknown): boolean => (numberOf(recordOf(body)?.error_code) ?? 0) !== 0;

export const errors: ErrorTable = (evidence) => {
  const old = recordOf(evidence.body);
  const number = numberOf(old?.error_code);
  if (number !== undefined) {
    const message = stringOf(old?.error_msg);
    return { code: byNumber[number] ?? 'server', ...(message && { message }) };
  }
  const { code = '', message = '' } = readOpenaiFailure(evidence.body);
  const words = message === '' ? {} : { message };
  if (Object.hasOwn(byCode, code)) return { code: byCode[code] as ErrorCode, ...words };
  if (code.startsWith('account_overdue')) return { code: 'billing', ...words };
  if (code === 'invalid_model') return { code: /permission/i.test(message) ? 'permission' : 'not-found', ...words };
  return compatibleErrors(evidence);
};
