import {
  type AssistantPart,
  type ChatResponse,
  chatResponse,
  type FinishReason,
  KitError,
  type ResponseMeta,
} from '@kit/core';
import { describe, expect, it } from 'vitest';
import { anthropicErrors } from '../errors.ts';
import { encodeError } from './encode-error.ts';
import { countTokensFace, messagesFace, modelsFace } from './index.ts';

const meta: ResponseMeta = { provider: 'openai', timings: {}, attempts: [], responseId: 'resp_1', model: 'gpt-6' };
const response = (
  content: AssistantPart[] | string,
  finishReason: FinishReason = 'stop',
  more: Partial<ChatResponse> = {},
): ChatResponse => ({
  ...chatResponse({
    choices: [{ message: { role: 'assistant', content }, finishReason, rawFinishReason: more.rawFinishReason }],
    meta,
  }),
  ...more,
});
const encode = (...args: Parameters<typeof response>) =>
  messagesFace.encodeResponse(response(...args), { model: 'claude', messages: [] }) as Record<string, unknown>;

describe('a response for clients of the wire', () => {
  it('is a message', () => {
    expect(encode('Hi', 'stop', { usage: { state: 'reported', inputTokens: 7, outputTokens: 2 } })).toEqual({
      id: 'resp_1',
      type: 'message',
      role: 'assistant',
      model: 'gpt-6',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 7, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 2 },
    });
  });

  it('has an id and a model whatever is known', () => {
    expect(encode('', 'stop', { meta: { provider: 'x', timings: {}, attempts: [] } })).toMatchObject({
      id: 'msg_unknown',
      model: 'claude',
      content: [],
      usage: { input_tokens: 0, output_tokens: 0 },
    });
  });

  it('has calls whose input is an object', () => {
    const call = { type: 'tool-call' as const, id: 't', name: 'a' };
    expect(
      encode(
        [
          { ...call, arguments: '{"x":1}' },
          { ...call, arguments: '{"x":', invalid: 'torn' },
          { ...call, arguments: '[1]', input: [1] },
        ],
        'tool-calls',
      ),
    ).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ input: { x: 1 } }, { input: { invalid_arguments: '{"x":' } }, { input: { value: [1] } }],
    });
  });

  it("has neither media nor what other vendors' tools did", () => {
    const origin = { wire: 'openai-responses' };
    expect(
      encode([
        { type: 'image', source: { url: 'https://x.example' } },
        { type: 'hosted-tool-call', id: 's', name: 'web_search', vendor: { origin, data: {} } },
        { type: 'tool-result', toolCallId: 's', content: 'x', hosted: true },
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'a', citations: [{ url: 'https://x.example' }] },
      ]).content,
    ).toEqual([
      { type: 'thinking', thinking: 'hm', signature: '' },
      { type: 'text', text: 'a', citations: [expect.objectContaining({ type: 'web_search_result_location' })] },
    ]);
  });

  it.each([
    ['stop', undefined, 'end_turn'],
    ['stop', 'stop_sequence', 'stop_sequence'],
    ['stop', 'STOP', 'end_turn'],
    ['length', 'model_context_window_exceeded', 'model_context_window_exceeded'],
    ['length', undefined, 'max_tokens'],
    ['content-filter', 'SAFETY', 'refusal'],
    ['other', 'pause_turn', 'pause_turn'],
    ['other', 'RECITATION', 'end_turn'],
    ['error', undefined, 'end_turn'],
  ] as const)('stops for %s (%s) with %s', (finishReason, rawFinishReason, word) => {
    expect(encode('Hi', finishReason, { rawFinishReason }).stop_reason).toBe(word);
  });

  it('tells what the cache did, and thoughts', () => {
    const usage = {
      state: 'reported',
      inputTokens: 100,
      outputTokens: 20,
      inputDetails: { uncached: 10, cacheRead: 60, cacheWrite: 30 },
      outputDetails: { text: 5, reasoning: 15 },
      cacheWritesByTtl: { '1h': 30 },
      units: { searches: 1 },
    } as const;
    expect(encode('Hi', 'stop', { usage, meta: { ...meta, serviceTier: 'priority' } }).usage).toEqual({
      input_tokens: 10,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 60,
      cache_creation: { ephemeral_1h_input_tokens: 30 },
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 15 },
      server_tool_use: { web_search_requests: 1 },
      service_tier: 'priority',
    });
  });
});

describe('the other faces', () => {
  it('count tokens and list models', () => {
    expect(countTokensFace.decodeRequest({ messages: [{ role: 'user', content: 'Hi' }] })).toEqual({
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(countTokensFace.encodeResponse({ inputTokens: 3, meta, warnings: [] }, { messages: [] })).toEqual({
      input_tokens: 3,
    });
    expect(modelsFace.decodeRequest({ limit: '5' })).toEqual({ limit: 5 });
    expect(modelsFace.decodeRequest({})).toEqual({});
    expect(
      modelsFace.encodeResponse(
        {
          models: [{ id: 'a', name: 'A', released: '2026-01-02', contextWindow: 10, maxOutput: 5 }, { id: 'b' }],
          meta,
          warnings: [],
        },
        {},
      ),
    ).toEqual({
      data: [
        {
          type: 'model',
          id: 'a',
          display_name: 'A',
          created_at: '2026-01-02T00:00:00Z',
          max_input_tokens: 10,
          max_tokens: 5,
        },
        { type: 'model', id: 'b', display_name: 'b', created_at: '1970-01-01T00:00:00Z' },
      ],
      has_more: false,
      first_id: 'a',
      last_id: 'b',
    });
    expect(modelsFace.encodeResponse({ models: [], meta, warnings: [] }, {})).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    });
  });
});

describe('a failure for clients of the wire', () => {
  it('has status, type, request id and what may be tried', () => {
    const { status, headers, body } = encodeError(
      new KitError('rate-limit', 'Slow down.', { requestId: 'req_1', retryAfterMs: 1500 }),
    );
    expect({ status, headers, body }).toEqual({
      status: 429,
      headers: {
        'content-type': 'application/json',
        'request-id': 'req_1',
        'retry-after': '2',
        'x-should-retry': 'true',
      },
      body: { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' }, request_id: 'req_1' },
    });
  });

  it.each([
    'authentication',
    'permission',
    'not-found',
    'invalid-request',
    'context-length',
    'billing',
    'quota',
    'rate-limit',
    'overloaded',
    'server',
  ] as const)('%s is read again as what it was', (code) => {
    const { status, headers, body } = encodeError(new KitError(code, 'no'));
    expect(anthropicErrors({ status, headers, body })?.code).toBe(code);
  });

  it.each([
    ['timeout', 504],
    ['circuit-open', 529],
    ['all-failed', 500],
    ['guard-blocked', 400],
    ['budget-exceeded', 402],
  ] as const)('%s is answered with %i', (code, status) => {
    expect(encodeError(new KitError(code, 'no')).status).toBe(status);
  });
});
