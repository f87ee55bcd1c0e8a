import { describe, expect, test } from 'vitest';
import { openaiErrors, readOpenaiFailure } from './errors.ts';

const read = (status: number, body: unknown) => openaiErrors({ status, headers: {}, body })?.code;

describe("OpenAI's error table", () => {
  test.each<[number, object, string | undefined]>([
    [400, { code: 'context_length_exceeded' }, 'context-length'],
    [400, { code: 'string_above_max_length' }, 'context-length'],
    [400, { code: 'content_policy_violation' }, 'content-filter'],
    [400, { code: 'moderation_blocked' }, 'content-filter'],
    [400, { code: 'invalid_prompt' }, 'content-filter'],
    [400, { code: 'unsupported_parameter' }, 'invalid-request'],
    [400, { code: 'unsupported_value' }, 'invalid-request'],
    [401, { code: 'invalid_api_key' }, undefined],
    [403, { code: 'model_not_found' }, 'permission'],
    [404, { code: 'model_not_found' }, 'not-found'],
    [413, { code: 'rate_limit_exceeded' }, undefined],
    [429, { code: 'rate_limit_exceeded' }, 'rate-limit'],
    [429, { code: 'slow_down' }, 'rate-limit'],
    [503, { code: 'slow_down' }, 'overloaded'],
    [429, { type: 'insufficient_quota', code: 'credit_balance_exhausted' }, 'quota'],
    [429, { type: 'insufficient_quota', code: 'insufficient_quota' }, 'quota'],
    [429, { type: 'insufficient_quota', code: 'project_spend_limit_exceeded' }, 'quota'],
    [500, { type: 'server_error' }, 'server'],
    [503, { type: 'server_error', code: 'server_is_overloaded' }, 'overloaded'],
    [503, { type: 'server_error' }, undefined],
    [200, { code: 'server_error' }, 'server'],
    [400, { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } }, 'content-filter'],
    [404, { code: 'DeploymentNotFound' }, 'not-found'],
  ])('%i %j is %s', (status, error, code) => {
    expect(read(status, { error: { message: 'words', ...error } })).toBe(code);
  });

  test.each<[string, unknown, object]>([
    [
      'OpenAI',
      { error: { message: 'm', type: 't', param: 'p', code: 'c' } },
      { message: 'm', type: 't', param: 'p', code: 'c' },
    ],
    ['a string', { error: 'm', code: 'c' }, { message: 'm', code: 'c' }],
    ['flat', { object: 'error', message: 'm', type: 't', code: 40001 }, { message: 'm', type: 't', code: '40001' }],
    ['a list', [{ error: { message: 'm' } }], { message: 'm' }],
    ['detail', { detail: 'm' }, { message: 'm' }],
    ['details', { detail: [{ loc: ['body', 'seed'], msg: 'extra' }] }, { message: 'body.seed: extra' }],
    ['a message that is an object', { message: { detail: [{ msg: 'm' }] } }, { message: 'm' }],
    [
      'OpenRouter',
      { error: { message: 'm', code: 402, metadata: { error_type: 'payment_required' } } },
      { message: 'm', code: '402', type: 'payment_required' },
    ],
    ['text', ' m ', { message: 'm' }],
    ['nothing', undefined, { message: undefined }],
    ['an empty list', { detail: [] }, { message: undefined }],
  ])('reads the words of %s', (_name, body, expected) => {
    expect(readOpenaiFailure(body)).toMatchObject(expected);
  });
});
