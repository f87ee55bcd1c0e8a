import { user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failed, failure, served } from '../tests/served.ts';

const hi = { messages: [user('Hi')] };

describe('a failure', () => {
  it.each([
    [400, 'ValidationException', 'The provided model identifier is invalid.', 'not-found'],
    [400, 'ValidationException', 'Input is too long for requested model.', 'context-length'],
    [400, 'ValidationException', 'input length and `max_tokens` exceed context limit', 'context-length'],
    [400, 'ValidationException', "The provided model doesn't support counting tokens.", 'unsupported'],
    [400, 'ValidationException', 'messages: roles must alternate', 'invalid-request'],
    [400, 'ValidationException', 'The input was blocked by our content policy.', 'content-filter'],
    [400, 'ServiceQuotaExceededException', 'Your account has reached its quota.', 'quota'],
    [403, 'AccessDeniedException', "You don't have access to the model with the specified model ID.", 'permission'],
    [403, 'UnrecognizedClientException', 'The security token included in the request is invalid.', 'authentication'],
    [403, 'ExpiredTokenException', 'The security token included in the request is expired', 'authentication'],
    [403, 'InvalidSignatureException', 'The request signature we calculated does not match', 'authentication'],
    [404, 'ResourceNotFoundException', 'Could not resolve the foundation model', 'not-found'],
    [408, 'ModelTimeoutException', 'The model took too long', 'timeout'],
    [424, 'ModelErrorException', 'The model failed', 'server'],
    [429, 'ThrottlingException', 'Too many requests, please wait before trying again.', 'rate-limit'],
    [429, 'ThrottlingException', 'Too many tokens, please wait before trying again.', 'rate-limit'],
    [429, 'ThrottlingException', 'Too many tokens per day, please wait before trying again.', 'quota'],
    [429, 'ModelNotReadyException', 'The model is not ready', 'overloaded'],
    [500, 'InternalServerException', 'oops', 'server'],
    [503, 'ServiceUnavailableException', 'Model is getting throttled. Try your request again.', 'overloaded'],
  ])('%i %s: %s', async (status, type, message, code) => {
    const { ai } = await served([failed(status, type, message)]);
    expect(await failure(ai.chat(hi))).toMatchObject({ code, status, provider: 'bedrock' });
  });

  it('is known by its words where no header names it', async () => {
    const { ai } = await served([
      { status: 400, body: { message: 'prompt is too long: 9 tokens' } },
      { status: 400, body: { __type: 'com.amazon.coral.service#ExpiredTokenException', Message: 'old' } },
      { status: 529, body: '' },
    ]);
    for (const code of ['context-length', 'authentication', 'overloaded'])
      expect(await failure(ai.chat(hi))).toMatchObject({ code });
  });

  it('brings the id of its request', async () => {
    const { ai } = await served([{ status: 500, headers: { 'x-amzn-requestid': 'r-1' }, body: { message: 'oops' } }]);
    expect(await failure(ai.chat(hi))).toMatchObject({ requestId: 'r-1' });
  });

  it.each([
    ['us-east-1', '"us.…"'],
    ['eu-central-1', '"eu.…"'],
    ['ap-northeast-1', '"jp.…"'],
    ['ap-southeast-2', '"au.…"'],
    ['ap-south-1', '"apac.…"'],
    ['us-gov-west-1', '"us-gov.…"'],
  ])('for want of an inference profile says which ones %s has', async (region, prefix) => {
    const words =
      'Invocation of model ID anthropic.claude-sonnet-4 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.';
    const { ai } = await served([failed(400, 'ValidationException', words)], { region });
    const error = await failure(ai.chat(hi));
    expect(error.message).toContain(prefix);
    expect(error.code).toBe('invalid-request');
  });
});
