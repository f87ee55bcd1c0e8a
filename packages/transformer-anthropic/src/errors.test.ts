import { describe, expect, it } from 'vitest';
import { anthropicErrors } from './errors.ts';

const body = (type: string, message = 'no', errorCode?: string) => ({
  type: 'error',
  error: { type, message, ...(errorCode !== undefined && { details: { error_code: errorCode } }) },
  request_id: 'req_1',
});
const read = (status: number, told: unknown, headers: Record<string, string> = {}) =>
  anthropicErrors({ status, headers, body: told });

describe('failures of the wire', () => {
  it.each([
    [400, body('invalid_request_error', 'messages: at least one message is required'), 'invalid-request'],
    [400, body('invalid_request_error', 'prompt is too long: 3333404 tokens > 200000 maximum'), 'context-length'],
    [
      400,
      body('invalid_request_error', 'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000'),
      'context-length',
    ],
    [400, body('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'), 'billing'],
    [400, body('invalid_request_error', 'no', 'organization_on_hold'), 'permission'],
    [400, body('invalid_request_error', 'too large', 'image_dimensions_too_large'), 'invalid-request'],
    [401, body('authentication_error', 'invalid x-api-key'), 'authentication'],
    [402, body('billing_error', 'no', 'linked_organization_unpaid'), 'billing'],
    [403, body('permission_error'), 'permission'],
    [404, body('not_found_error', 'model: there-is-no-such-model'), 'not-found'],
    [404, body('invalid_request_error', 'no', 'thread_not_found'), 'not-found'],
    [409, body('conflict_error'), 'invalid-request'],
    [413, body('request_too_large', 'Request exceeds the maximum size'), 'invalid-request'],
    [429, body('rate_limit_error'), 'rate-limit'],
    [429, body('rate_limit_error', 'no', 'enforced_spend_limit_reached'), 'quota'],
    [429, body('rate_limit_error', 'no', 'contract_spend_limit_reached'), 'quota'],
    [429, body('rate_limit_error', 'no', 'ramp_limit_exceeded'), 'rate-limit'],
    [500, body('api_error'), 'server'],
    [503, body('api_error'), 'server'],
    [504, body('timeout_error'), 'server'],
    [529, body('overloaded_error', 'Overloaded'), 'overloaded'],
    [500, body('api_error', 'no', 'compaction_unavailable'), 'overloaded'],
    [200, body('overloaded_error'), 'overloaded'],
  ])('%i %o is read', (status, told, code) => {
    expect(read(status, told)).toMatchObject({ code, message: told.error.message });
  });

  it('lets a conflict be tried again', () => {
    expect(read(409, body('conflict_error'))).toMatchObject({ retry: 'same' });
    expect(read(400, body('invalid_request_error'))).not.toHaveProperty('retry');
  });

  it('leaves to the general reading what is not of the wire', () => {
    expect(read(400, { error: { message: 'no type' } })).toBeUndefined();
    expect(read(502, '<html>')).toBeUndefined();
    expect(read(418, body('teapot_error'))).toBeUndefined();
    expect(read(529, '')).toEqual({ code: 'overloaded' });
  });
});
