// Bedrock's failures: the exception's name stands in a header, its words in the body.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';
import { message } from '../event-messages.ts';

const told = (status: number, type: string, words: string, more: object = {}): ExchangeResponse => ({
  status,
  headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
  body: { message: words, ...more },
});

export const failures: readonly ErrorReply[] = [
  {
    name: 'UnrecognizedClientException',
    reply: told(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
    code: 'authentication',
  },
  {
    name: 'InvalidSignatureException',
    reply: told(403, 'InvalidSignatureException', 'The request signature we calculated does not match.'),
    code: 'authentication',
  },
  {
    name: 'ExpiredTokenException',
    reply: told(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
    code: 'authentication',
  },
  {
    name: 'AccessDeniedException',
    reply: told(403, 'AccessDeniedException', "You don't have access to the model with the specified model ID."),
    code: 'permission',
  },
  {
    name: 'ResourceNotFoundException',
    reply: told(404, 'ResourceNotFoundException', 'Could not resolve the foundation model.'),
    code: 'not-found',
  },
  {
    name: 'ValidationException of a field',
    reply: told(400, 'ValidationException', 'The value at inferenceConfig.maxTokens must be at least 1.'),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: 'ValidationException of a model that wants a profile',
    reply: told(
      400,
      'ValidationException',
      'Invocation of model ID x with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
    code: 'invalid-request',
  },
  {
    name: 'ValidationException: Input is too long',
    reply: told(400, 'ValidationException', 'Input is too long for requested model.'),
    code: 'context-length',
    retry: 'other-provider',
  },
  {
    name: 'ValidationException: input length and max_tokens',
    reply: told(
      400,
      'ValidationException',
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
    ),
    code: 'context-length',
  },
  {
    name: 'ThrottlingException',
    reply: told(429, 'ThrottlingException', 'Too many requests, please wait before trying again.'),
    code: 'rate-limit',
    retry: 'same',
  },
  {
    name: 'ThrottlingException of a day',
    reply: told(429, 'ThrottlingException', 'Too many tokens per day, please wait before trying again.'),
    code: 'quota',
  },
  {
    name: 'ServiceQuotaExceededException',
    reply: told(400, 'ServiceQuotaExceededException', 'Your request exceeds the service quota for your account.'),
    code: 'quota',
  },
  {
    name: 'ModelNotReadyException',
    reply: told(429, 'ModelNotReadyException', 'The model is not ready for inference.'),
    code: 'overloaded',
  },
  {
    name: 'ModelTimeoutException',
    reply: told(408, 'ModelTimeoutException', 'The model took too long.'),
    code: 'timeout',
  },
  {
    name: 'ModelErrorException',
    reply: told(424, 'ModelErrorException', 'The model failed.', { originalStatusCode: 500 }),
    code: 'server',
  },
  {
    name: 'InternalServerException',
    reply: told(500, 'InternalServerException', 'An internal server error occurred.'),
    code: 'server',
  },
  {
    name: 'ServiceUnavailableException',
    reply: told(503, 'ServiceUnavailableException', 'The service is not available.'),
    code: 'overloaded',
  },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

const exception = (type: string, body: object) => message(type, body, 'exception');

export const streamFailures: readonly StreamError[] = [
  {
    name: 'throttlingException',
    event: exception('throttlingException', { message: 'Too many requests.' }),
    code: 'rate-limit',
  },
  {
    name: 'internalServerException',
    event: exception('internalServerException', { message: 'It failed.' }),
    code: 'server',
  },
  {
    name: 'serviceUnavailableException',
    event: exception('serviceUnavailableException', { message: 'Not available.' }),
    code: 'overloaded',
  },
  {
    name: 'validationException',
    event: exception('validationException', { message: 'Input is too long for requested model.' }),
    code: 'context-length',
  },
  {
    name: 'modelStreamErrorException of a model that has too much to do',
    event: exception('modelStreamErrorException', { message: 'It failed.', originalStatusCode: 503 }),
    code: 'overloaded',
  },
  { name: 'an error without an exception', event: message('InternalFailure', '', 'error'), code: 'server' },
];
