// What acme offers, and what its wire looks like.
import { user } from '@kit/core';
import type { ConformanceManifest } from '../../src/conformance/manifest.ts';
import type { ExchangeResponse } from '../../src/exchange.ts';

const stream = (...events: readonly (object | string)[]): ExchangeResponse => ({
  headers: { 'content-type': 'text/event-stream' },
  text: events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join(''),
});
const known = { id: 'a1', model: 'acme-1' };
const tokens = { in: 9, cached: 4, out: 2 };
const usage = { state: 'reported', inputTokens: 9, outputTokens: 2, inputDetails: { uncached: 5, cacheRead: 4 } };
const call = { id: 'c1', name: 'clock', arguments: '{"zone":"UTC"}' };

export const acmeManifest: ConformanceManifest<'chat' | 'stream'> = {
  chats: [
    {
      name: 'says hello',
      request: { model: 'acme-1', messages: [user('Hi')] },
      sent: { model: 'acme-1', messages: [{ role: 'user', content: 'Hi' }] },
      reply: { body: { ...known, text: 'Hello', finish: 'stop', tokens } },
      stream: stream(known, { text: 'Hel' }, { text: 'lo' }, { finish: 'stop', tokens }, '[DONE]'),
      result: { text: 'Hello', finishReason: 'stop', usage, meta: { model: 'acme-1', responseId: 'a1' } },
    },
    {
      name: 'thinks and calls',
      features: ['tools', 'reasoning'],
      request: { model: 'acme-1', messages: [user('What time is it?')], tools: [{ name: 'clock' }] },
      sent: { tools: ['clock'] },
      reply: { body: { ...known, thought: 'hm', signature: 'sig-1', call, finish: 'tools', tokens } },
      stream: stream(known, { thought: 'hm', signature: 'sig-1' }, { call }, { finish: 'tools', tokens }, '[DONE]'),
      result: { reasoning: 'hm', toolCalls: [{ ...call, input: { zone: 'UTC' } }], finishReason: 'tool-calls' },
      echoed: ['sig-1'],
    },
  ],
  operations: {},
  errors: [
    { name: 'a wrong key', reply: { status: 401, body: { error: { kind: 'key' } } }, code: 'authentication' },
    {
      name: 'too fast',
      reply: { status: 429, headers: { 'retry-after': '3' }, body: { error: { kind: 'slow' } } },
      code: 'rate-limit',
      retryAfterMs: 3_000,
    },
    { name: 'no money', reply: { status: 402, body: { error: { kind: 'money' } } }, code: 'billing' },
  ],
  streamErrors: [{ name: 'busy', event: 'data: {"error":{"kind":"busy"}}\n\n', code: 'overloaded' }],
  streamEnding: { marker: 'data: [DONE]\n\n', without: 'cut' },
  usageAfterFinish: stream(known, { text: 'Hel' }, { text: 'lo' }, { finish: 'stop' }, { tokens }, '[DONE]'),
  cannot: [{ feature: 'seed', operation: 'chat', request: { model: 'acme-1', messages: [user('Hi')], seed: 1 } }],
  requestIdHeader: 'x-request-id',
};
