// What Databricks' failures mean: `error_code` of the platform, and words of the models behind it.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';
import { recordOf, stringOf } from '@kit/wire';

const meanings: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'invalid-request',
  INVALID_PARAMETER_VALUE: 'invalid-request',
  MALFORMED_REQUEST: 'invalid-request',
  UNAUTHENTICATED: 'authentication',
  PERMISSION_DENIED: 'permission',
  RESOURCE_DOES_NOT_EXIST: 'not-found',
  ENDPOINT_NOT_FOUND: 'not-found',
  NOT_FOUND: 'not-found',
  FEATURE_DISABLED: 'unsupported',
  REQUEST_LIMIT_EXCEEDED: 'rate-limit',
  RESOURCE_EXHAUSTED: 'rate-limit',
  INTERNAL_ERROR: 'server',
  TEMPORARILY_UNAVAILABLE: 'overloaded',
  DEADLINE_EXCEEDED: 'timeout',
};

const badToken = /invalid access token|token (?:is|has) expired|expired token|invalid token/i;
const tooLong = /exceeds?.{0,80}context|too long|maximum (?:context|sequence) length/i;
const asleep = /scaled? to zero|not ready|NOT_READY|is (?:still )?(?:starting|being created)/i;

export const errors: ErrorTable = (evidence) => {
  const { status, body } = evidence;
  const { message } = readOpenaiFailure(body);
  const words = message === undefined ? {} : { message };
  const text = message ?? (typeof body === 'string' ? body : '');
  // An expired token is told as 403, which would else be for good.
  if ((status === 401 || status === 403) && badToken.test(text)) return { code: 'authentication', ...words };
  if (status === 400 && isGuardrail(body)) return { code: 'content-filter', ...words };
  if (status === 400 && tooLong.test(text)) return { code: 'context-length', ...words };
  if (asleep.test(text) && (status === 400 || status === 404 || status >= 500)) return { code: 'overloaded', ...words };
  const code = meanings[stringOf(recordOf(body)?.error_code) ?? ''];
  // A code of the platform may stand beside a status that says more.
  if (code !== undefined && status !== 401) return { code, ...words };
  return compatibleErrors(evidence);
};

/** Guardrails of the AI Gateway: `{ finishReason: 'input_guardrail_triggered' }`, whatever is around it. */
function isGuardrail(body: unknown): boolean {
  const record = recordOf(body);
  const reason = stringOf(record?.finishReason) ?? stringOf(record?.finish_reason);
  const text = reason ?? readOpenaiFailure(body).message ?? '';
  return /(?:in|out)put_guardrail/i.test(text);
}
