import type { ErrorCode } from '@kit/core';
import { user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failed, served } from '../tests/served.ts';

async function errorFor(status: number, body: unknown, headers: Record<string, string> = {}) {
  const reply = typeof body === 'string' ? { text: body } : { body };
  await using vended = await served(() => ({ status, headers, ...reply }));
  return await failed(vended.ai.chat({ messages: [user('Hi')] }));
}

describe('the code', () => {
  it.each([
    [
      'OpenAI',
      401,
      { error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' } },
      'authentication',
    ],
    [
      'vLLM, a prompt too long',
      400,
      {
        error: {
          message: "However, the model's context length is only 4096 tokens",
          type: 'BadRequestError',
          param: 'input_text',
          code: 400,
        },
      },
      'context-length',
    ],
    [
      'vLLM of old',
      400,
      {
        object: 'error',
        message: 'Auto tool choice requires --enable-auto-tool-choice',
        type: 'BadRequestError',
        code: 400,
      },
      'invalid-request',
    ],
    [
      'llama.cpp, a prompt too long',
      400,
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9,
          n_ctx: 8,
        },
      },
      'context-length',
    ],
    [
      'llama.cpp, loading',
      503,
      { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
      'overloaded',
    ],
    [
      'llama.cpp, without a feature',
      501,
      { error: { code: 501, message: 'This server does not support embeddings.', type: 'not_supported_error' } },
      'unsupported',
    ],
    [
      'TGI, refused',
      422,
      { error: 'Input validation error: `temperature` must be strictly positive', error_type: 'validation' },
      'invalid-request',
    ],
    [
      'TGI, a prompt too long',
      422,
      { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096', error_type: 'validation' },
      'context-length',
    ],
    ['TGI, broken', 424, { error: 'Request failed during generation', error_type: 'generation' }, 'server'],
    ['TGI, full', 429, { error: 'Model is overloaded', error_type: 'overloaded' }, 'overloaded'],
    ['TGI, incomplete', 500, { error: 'Incomplete generation', error_type: 'incomplete_generation' }, 'server'],
    [
      'FastAPI',
      422,
      { detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required' }] },
      'invalid-request',
    ],
    [
      'Novita, key',
      401,
      { code: 401, reason: 'INVALID_API_KEY', message: 'invalid key', metadata: {} },
      'authentication',
    ],
    ['Novita, balance', 403, { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'not enough balance' }, 'billing'],
    ['Novita, model', 404, { code: 404, reason: 'MODEL_NOT_FOUND', message: 'model not found' }, 'not-found'],
    ['Novita, rate', 429, { code: 429, reason: 'RATE_LIMIT_EXCEEDED', message: 'slow down' }, 'rate-limit'],
    [
      'NVIDIA',
      403,
      { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'Authorization failed', requestId: 'r-1' },
      'permission',
    ],
    ['DeepInfra', 429, { detail: { error: 'Rate limit: 200 concurrent requests' } }, 'rate-limit'],
    ['Modal', 401, 'modal-http: missing credentials', 'authentication'],
    ['a proxy', 502, '<html><head><title>502 Bad Gateway</title></head></html>', 'server'],
    ['no balance', 402, { error: { message: 'Please top up.' } }, 'billing'],
    ['no capacity', 529, { error: { message: 'Try again later.' } }, 'overloaded'],
  ] as [string, number, unknown, ErrorCode][])('of %s', async (_, status, body, code) => {
    expect(await errorFor(status, body)).toMatchObject({ code, status });
  });

  it('inside of a success is read as well', async () => {
    expect(
      await errorFor(200, { error: { message: 'maximum context length is 4096 tokens', code: 400 } }),
    ).toMatchObject({ code: 'context-length' });
  });
});

describe('the message', () => {
  it.each([
    [422, { detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] }, /body\.messages: Field required/],
    [400, { error: 'plain words' }, /plain words/],
    [502, '<html><head><title>502 Bad Gateway</title></head></html>', /502 Bad Gateway/],
    [404, { detail: 'Not Found' }, /Not Found\. Does the base URL end in \/v1\?/],
    [404, '404 page not found', /Does the base URL end in \/v1\?/],
  ])('of %i with %j', async (status, body, message) => expect((await errorFor(status, body)).message).toMatch(message));

  it('of a model that is missing does not blame the address', async () => {
    expect(
      (await errorFor(404, { error: { message: 'The model `m-1` does not exist.', code: 404 } })).message,
    ).not.toMatch(/base URL/);
  });
});

it('brings the request id under whichever name it has, and the time to wait', async () => {
  expect(await errorFor(429, {}, { 'x-correlation-id': 'c-1', 'retry-after': '3' })).toMatchObject({
    requestId: 'c-1',
    retryAfterMs: 3000,
  });
  expect((await errorFor(500, {}, { 'cf-ray': 'ray-1' })).requestId).toBe('ray-1');
});
