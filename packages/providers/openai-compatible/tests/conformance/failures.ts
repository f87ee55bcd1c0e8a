// Failures in the shapes of the servers that imitate this wire.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';
import { openaiFailures, openaiStreamFailures } from '@kit/testing/openai-wire';

const told = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): ExchangeResponse => ({
  status,
  headers,
  body,
});
export const failures: readonly ErrorReply[] = [
  ...openaiFailures,
  {
    name: '400 of vLLM',
    reply: told(400, { error: { message: 'temperature must be non-negative.', type: 'BadRequestError', code: 400 } }),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 of vLLM, too long',
    reply: told(400, {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens.",
      type: 'BadRequestError',
      code: 400,
    }),
    code: 'context-length',
  },
  {
    name: '400 of llama.cpp, too long',
    reply: told(400, {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9,
        n_ctx: 8,
      },
    }),
    code: 'context-length',
  },
  { name: '404 a path', reply: told(404, { detail: 'Not Found' }), code: 'not-found' },
  {
    name: '429 of TGI, whose queue is full',
    reply: told(429, { error: 'Model is overloaded', error_type: 'overloaded' }),
    code: 'overloaded',
  },
  {
    name: '424 of TGI',
    reply: told(424, { error: 'Request failed during generation', error_type: 'generation' }),
    code: 'server',
  },
  {
    name: '401 of Novita',
    reply: told(401, { code: 401, reason: 'INVALID_API_KEY', message: 'No.' }),
    code: 'authentication',
  },
  {
    name: '403 of Novita',
    reply: told(403, { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'Please top up.' }),
    code: 'billing',
  },
  {
    name: '503 of llama.cpp, which loads its model',
    reply: told(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
    code: 'overloaded',
  },
];

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

export const streamFailures: readonly StreamError[] = [
  ...openaiStreamFailures,
  {
    name: 'of vLLM',
    event: event({ object: 'error', message: 'It broke.', type: 'InternalServerError', code: 500 }),
    code: 'server',
  },
  {
    name: 'of TGI',
    event: event({ error: { message: 'Model is overloaded', http_status_code: 429 }, error_type: 'overloaded' }),
    code: 'overloaded',
  },
];
