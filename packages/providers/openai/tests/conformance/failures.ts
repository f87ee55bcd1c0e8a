// OpenAI's failures, as its error guide lists them.
import type { ErrorReply, StreamError } from '@kit/testing';

const told = (
  status: number,
  error: {
    readonly message: string;
    readonly type?: string | null;
    readonly code?: string | null;
    readonly param?: string | null;
  },
  headers: Readonly<Record<string, string>> = {},
) => ({
  status,
  headers,
  body: { error: { type: 'invalid_request_error', param: null, code: null, ...error } },
});

export const failures: readonly ErrorReply[] = [
  {
    name: '401 invalid_api_key',
    reply: told(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' }),
    code: 'authentication',
  },
  {
    name: '400 a parameter',
    reply: told(400, { message: "Invalid type for 'input'.", code: 'invalid_type', param: 'input' }),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 context_length_exceeded',
    reply: told(400, { message: 'Your input exceeds the context window.', code: 'context_length_exceeded' }),
    code: 'context-length',
  },
  {
    name: '400 string_above_max_length',
    reply: told(400, { message: 'String too long.', code: 'string_above_max_length' }),
    code: 'context-length',
  },
  {
    name: '400 content_policy_violation',
    reply: told(400, { message: 'Rejected by the safety system.', code: 'content_policy_violation' }),
    code: 'content-filter',
  },
  {
    name: '400 moderation_blocked',
    reply: told(400, { message: 'Blocked.', type: 'image_generation_user_error', code: 'moderation_blocked' }),
    code: 'content-filter',
  },
  {
    name: '403 no permission',
    reply: told(403, {
      message: 'Country, region, or territory not supported.',
      type: 'request_forbidden',
      code: 'unsupported_country_region_territory',
    }),
    code: 'permission',
  },
  {
    name: '403 a model of others',
    reply: told(403, { message: 'Project does not have access to the model.', code: 'model_not_found' }),
    code: 'permission',
  },
  {
    name: '404 model_not_found',
    reply: told(404, { message: 'The model does not exist.', code: 'model_not_found', param: 'model' }),
    code: 'not-found',
  },
  { name: '422', reply: told(422, { message: 'Unprocessable.' }), code: 'invalid-request' },
  {
    name: '429 rate_limit_exceeded',
    reply: told(
      429,
      { message: 'Rate limit reached. Please try again in 6s.', type: 'tokens', code: 'rate_limit_exceeded' },
      { 'retry-after': '6', 'retry-after-ms': '5800' },
    ),
    code: 'rate-limit',
    retryAfterMs: 5_800,
  },
  {
    name: '429 slow_down',
    reply: told(429, { message: 'Slow down.', type: 'slow_down', code: 'slow_down' }),
    code: 'rate-limit',
  },
  {
    name: '429 insufficient_quota',
    reply: told(429, {
      message: 'You exceeded your current quota.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
    code: 'quota',
  },
  {
    name: '429 a spend limit',
    reply: told(429, {
      message: 'Spend limit reached.',
      type: 'insufficient_quota',
      code: 'organization_spend_limit_exceeded',
    }),
    code: 'quota',
  },
  {
    name: '500 server_error',
    reply: told(500, { message: 'The server had an error.', type: 'server_error' }),
    code: 'server',
  },
  {
    name: '503 server_is_overloaded',
    reply: told(503, { message: 'Overloaded.', type: 'service_unavailable_error', code: 'server_is_overloaded' }),
    code: 'overloaded',
  },
  {
    name: '503 slow_down',
    reply: told(503, { message: 'Slow down.', type: 'slow_down', code: 'slow_down' }),
    code: 'overloaded',
  },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

export const chatStreamFailures: readonly StreamError[] = [
  {
    name: 'server_error',
    event: 'data: {"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}}\n\n',
    code: 'server',
  },
  {
    name: 'rate_limit_exceeded',
    event:
      'data: {"error":{"message":"Rate limit reached.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}\n\n',
    code: 'rate-limit',
  },
];

const failed = (code: string) =>
  `event: response.failed\ndata: ${JSON.stringify({ type: 'response.failed', sequence_number: 9, response: { id: 'resp_1', object: 'response', status: 'failed', error: { code, message: 'It failed.' }, output: [], usage: null } })}\n\n`;

export const responsesStreamFailures: readonly StreamError[] = [
  {
    name: 'an error event',
    event:
      'event: error\ndata: {"type":"error","sequence_number":9,"code":"server_error","message":"The server had an error.","param":null}\n\n',
    code: 'server',
  },
  {
    name: 'a nested error event',
    event:
      'event: error\ndata: {"type":"error","sequence_number":9,"error":{"type":"tokens","code":"rate_limit_exceeded","message":"Rate limit reached.","param":null}}\n\n',
    code: 'rate-limit',
  },
  { name: 'a failed response', event: failed('server_error'), code: 'server' },
  { name: 'a response that was refused', event: failed('invalid_prompt'), code: 'content-filter' },
];
