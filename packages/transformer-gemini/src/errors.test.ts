import { describe, expect, it } from 'vitest';
import { errorOf, geminiErrors } from './errors.ts';

const read = (status: number, error: unknown) => geminiErrors({ status, headers: {}, body: { error } });
const info = (reason: string, metadata: object = {}) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata,
});
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
});
const retry = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

describe("Google's failures", () => {
  it.each([
    [
      400,
      {
        status: 'INVALID_ARGUMENT',
        message: 'API key not valid. Please pass a valid API key.',
        details: [info('API_KEY_INVALID')],
      },
      'authentication',
    ],
    [400, { status: 'INVALID_ARGUMENT', message: 'API key expired. Please renew the API key.' }, 'authentication'],
    [
      400,
      {
        status: 'INVALID_ARGUMENT',
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      },
      'context-length',
    ],
    [
      400,
      { status: 'INVALID_ARGUMENT', message: 'Function call is missing a thought_signature in functionCall parts.' },
      'invalid-request',
    ],
    [
      400,
      {
        status: 'INVALID_ARGUMENT',
        message: "This prompt contains sensitive words that violate Google's Responsible AI practices.",
      },
      'content-filter',
    ],
    [400, { status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' }, 'permission'],
    [
      400,
      {
        status: 'FAILED_PRECONDITION',
        message: 'Gemini API free tier is not available: please enable a billing account.',
      },
      'billing',
    ],
    [401, { status: 'UNAUTHENTICATED', message: 'Request had invalid authentication credentials.' }, 'authentication'],
    [
      403,
      {
        status: 'PERMISSION_DENIED',
        message: 'Generative Language API has not been used in project 1 before or it is disabled.',
        details: [info('SERVICE_DISABLED')],
      },
      'permission',
    ],
    [
      403,
      {
        status: 'PERMISSION_DENIED',
        message: 'This API method requires billing to be enabled.',
        details: [info('BILLING_DISABLED')],
      },
      'billing',
    ],
    [404, { status: 'NOT_FOUND', message: 'models/x is not found for API version v1beta' }, 'not-found'],
    [402, { status: 'RESOURCE_EXHAUSTED', message: 'Your prepayment credits are depleted.' }, 'quota'],
    [
      429,
      {
        status: 'RESOURCE_EXHAUSTED',
        message: 'You exceeded your current quota, please check your plan and billing details.',
        details: [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')],
      },
      'quota',
    ],
    [
      429,
      {
        status: 'RESOURCE_EXHAUSTED',
        message: 'You exceeded your current quota, please check your plan and billing details.',
        details: [quota('GenerateContentPaidTierInputTokensPerModelPerMinute')],
      },
      'rate-limit',
    ],
    [
      429,
      {
        status: 'RESOURCE_EXHAUSTED',
        message: 'Quota exceeded',
        details: [info('RATE_LIMIT_EXCEEDED', { quota_limit: 'GenerateContentRequestsPerDayPerProject' })],
      },
      'quota',
    ],
    [429, { status: 'RESOURCE_EXHAUSTED', message: 'Your project has exceeded its monthly spending cap.' }, 'quota'],
    [429, { status: 'RESOURCE_EXHAUSTED', message: 'Resource exhausted. Please try again later.' }, 'rate-limit'],
    [429, { message: 'Too fast.' }, 'rate-limit'],
    [499, { status: 'CANCELLED', message: 'The operation was cancelled.' }, 'aborted'],
    [500, { status: 'INTERNAL', message: 'An internal error has occurred.' }, 'server'],
    [501, { status: 'UNIMPLEMENTED', message: 'Not implemented.' }, 'unsupported'],
    [503, { status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' }, 'overloaded'],
    [504, { status: 'DEADLINE_EXCEEDED', message: 'Deadline expired before operation could complete.' }, 'timeout'],
  ])('%i %j is %s', (status, error, code) => {
    expect(read(status, { code: status, ...error })).toMatchObject({ code, message: error.message });
  });

  it('say when to come back', () => {
    const reading = read(429, {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: 'x',
      details: [retry('34.074824224s')],
    });
    expect(reading?.retryAfterMs).toBeCloseTo(34_074.824, 2);
  });

  it('point elsewhere where the country is not served', () => {
    expect(
      read(400, { status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' })?.retry,
    ).toBe('other-provider');
  });

  it('come wrapped in an array, and inside a 200', () => {
    const body = [{ error: { code: 503, message: 'x', status: 'UNAVAILABLE' } }];
    expect(geminiErrors({ status: 200, headers: {}, body })).toMatchObject({ code: 'overloaded' });
    expect(errorOf(body)).toMatchObject({ code: 503 });
  });

  it('of another form are left to the general reading', () => {
    expect(geminiErrors({ status: 502, headers: {}, body: '<html>Bad gateway</html>' })).toBeUndefined();
    expect(
      geminiErrors({ status: 418, headers: {}, body: { error: { message: 'x', status: 'TEAPOT' } } }),
    ).toBeUndefined();
    expect(geminiErrors({ status: 200, headers: {}, body: { error: { code: 429, message: 'x' } } })).toMatchObject({
      code: 'rate-limit',
    });
  });
});
