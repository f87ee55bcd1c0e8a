// What watsonx's failures mean: `{ errors: [{ code, message }], trace }`, and those of IBM's identity service.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { compatibleErrors } from '@kit/transformer-openai';
import { arrayOf, recordOf, stringOf } from '@kit/wire';

const meanings: Readonly<Record<string, ErrorCode>> = {
  invalid_request_entity: 'invalid-request',
  invalid_input_argument: 'invalid-request',
  json_type_error: 'invalid-request',
  json_validation_error: 'invalid-request',
  missing_version: 'invalid-request',
  model_not_supported: 'not-found',
  model_no_support_for_function: 'unsupported',
  not_found: 'not-found',
  authentication_token_not_valid: 'authentication',
  authentication_token_expired: 'authentication',
  authorization_rejected: 'permission',
  user_authorization_failed: 'permission',
  no_associated_service_instance_error: 'permission',
  token_quota_reached: 'quota',
  consumption_limit_reached: 'rate-limit',
  downstream_request_failed: 'overloaded',
};

const tooLong = /maximum sequence length|exceeds? the (?:maximum |context )?(?:limit|length)|context length/i;

export const errors: ErrorTable = (evidence) => {
  const { status, body } = evidence;
  const told = recordOf(arrayOf(recordOf(body)?.errors)[0]) ?? recordOf(body);
  const message = stringOf(told?.message) ?? stringOf(recordOf(body)?.errorMessage);
  const words = message === undefined ? {} : { message };
  if (message !== undefined && tooLong.test(message) && status !== 429) return { code: 'context-length', ...words };
  // Identity: BXNIM0415E, "Provided API key could not be found."
  if (/^BXNIM/.test(stringOf(recordOf(body)?.errorCode) ?? '')) return { code: 'authentication', ...words };
  const code = meanings[stringOf(told?.code) ?? ''];
  if (code === 'overloaded' && status === 500) return { code: 'server', ...words };
  if (code !== undefined) return { code, ...words };
  if (status === 520) return { code: 'server', ...words };
  return compatibleErrors(evidence) ?? (status < 300 && told ? { code: statusCode(body), ...words } : undefined);
};

/** Inside of a stream the status stands in the event. */
function statusCode(body: unknown): ErrorCode {
  const status = Number(recordOf(body)?.status_code);
  if (status === 429) return 'rate-limit';
  return status === 503 ? 'overloaded' : status >= 400 && status < 500 ? 'invalid-request' : 'server';
}
