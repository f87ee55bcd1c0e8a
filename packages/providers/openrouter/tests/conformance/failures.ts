// Failures as OpenRouter tells them, its own and those of the vendor behind it.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';
import { openaiFailures, openaiStreamFailures } from '@kit/testing/openai-wire';

const failure = (code: number, message: string, metadata?: object, status = code): ExchangeResponse => ({
  status,
  body: { error: { code, message, ...(metadata && { metadata }) }, user_id: 'u' },
});
const behind = (raw: object) => ({ provider_name: 'xAI', raw: JSON.stringify(raw) });

export const failures: readonly ErrorReply[] = [
  ...openaiFailures,
  { name: '402 of a balance', reply: failure(402, 'This request requires more credits.'), code: 'billing' },
  { name: '402 of a key', reply: failure(402, 'Key limit exceeded (total limit).'), code: 'quota' },
  {
    name: '402 of a moment',
    reply: failure(402, 'in_flight_budget_exhausted: try again'),
    code: 'rate-limit',
    retry: 'same',
  },
  {
    name: '403 of a moderation',
    reply: failure(403, 'Your input was flagged', { reasons: ['violence'], flagged_input: 'x' }),
    code: 'content-filter',
  },
  {
    name: '403 of the vendor behind',
    reply: failure(403, 'Provider returned error', behind({ error: 'Failed check: SAFETY_CHECK_TYPE_DATA_LEAKAGE' })),
    code: 'content-filter',
  },
  { name: '404 of the routing', reply: failure(404, 'No endpoints found for qwen/qwq-32b:free.'), code: 'not-found' },
  { name: '408', reply: failure(408, 'Timed out'), code: 'timeout' },
  {
    name: '429 of free models',
    reply: failure(429, 'Rate limit exceeded: free-models-per-min. ', { headers: { 'X-RateLimit-Limit': '20' } }),
    code: 'rate-limit',
  },
  { name: '502', reply: failure(502, 'Provider returned error'), code: 'server' },
  { name: '529', reply: failure(529, 'Provider overloaded'), code: 'overloaded' },
  {
    name: 'a word for it',
    reply: failure(400, 'Too long', { error_type: 'max_tokens_exceeded' }),
    code: 'context-length',
  },
];

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

export const streamFailures: readonly StreamError[] = [
  ...openaiStreamFailures,
  {
    name: "OpenRouter's chunk",
    event: event({
      id: 'gen-1',
      object: 'chat.completion.chunk',
      error: { code: 503, message: 'Provider is down', metadata: { error_type: 'provider_unavailable' } },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
    code: 'overloaded',
  },
];
