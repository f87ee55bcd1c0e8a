import { inspect as print } from 'node:util';
import { assistant, inspect, KitError, pipeline, toolResult, user } from '@kit/core';
import { type ReceivedRequest, replayServer } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AnthropicOptions, anthropic } from './index.ts';

const canary = 'sk-test-canary-0123456789abcdef';
const model = 'claude-sonnet-4-5';
const message = (more: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content: [{ type: 'text', text: 'Hi there' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 100, output_tokens: 5 },
  ...more,
});
const sse = (...events: { type: string; [more: string]: unknown }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const hello = sse(
  {
    type: 'message_start',
    message: message({ content: [], stop_reason: null, usage: { input_tokens: 10, output_tokens: 1 } }),
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi ' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'there' } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'refusal', stop_sequence: null, stop_details: { category: 'bio', explanation: 'No.' } },
    usage: { output_tokens: 5 },
  },
  { type: 'message_stop' },
);

type Answer = Parameters<typeof replayServer>[0]['answer'];

/** A provider and the server it talks to. */
async function vendor(answer: NonNullable<Answer>, options: AnthropicOptions = {}) {
  const server = await replayServer({ answer, chunking: 'event' });
  const provider = anthropic({ apiKey: canary, baseURL: `${server.url}/v1`, model, ...options });
  return { server, provider, ai: pipeline(provider), [Symbol.asyncDispose]: () => server.close() };
}
const last = ({ requests }: { requests: readonly ReceivedRequest[] }) => requests.at(-1) as ReceivedRequest;

afterEach(() => void vi.unstubAllEnvs());

describe('limits', () => {
  it('of the priority tier stand beside those of everybody', async () => {
    await using vended = await vendor(() => ({
      headers: {
        'anthropic-ratelimit-input-tokens-limit': '50000',
        'anthropic-priority-input-tokens-limit': '9000',
        'anthropic-priority-input-tokens-remaining': '8000',
        'anthropic-priority-input-tokens-reset': '2026-11-21T12:00:00Z',
      },
      body: message(),
    }));
    const { meta } = await vended.ai.chat({ messages: [user('Hi')] });
    expect(meta.rateLimit?.limits).toEqual([
      { name: 'input-tokens', limit: 50_000 },
      {
        name: 'priority-input-tokens',
        limit: 9_000,
        remaining: 8_000,
        resetAt: Date.parse('2026-11-21T12:00:00Z'),
      },
    ]);
  });
});

describe('anthropic()', () => {
  it('chats: key, version and body as the vendor wants them; text, usage, cost and meta as kit has them', async () => {
    await using vended = await vendor(() => ({
      headers: {
        'request-id': 'req_1',
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '49',
        'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:00Z',
      },
      body: message(),
    }));
    const response = await vended.ai.chat({ messages: [user('Hi')] });
    expect(response).toMatchObject({
      text: 'Hi there',
      finishReason: 'stop',
      usage: { inputTokens: 110, outputTokens: 5, inputDetails: { uncached: 10, cacheRead: 100, cacheWrite: 0 } },
      meta: {
        provider: 'anthropic',
        requestedModel: model,
        model,
        responseId: 'msg_1',
        requestId: 'req_1',
        status: 200,
        rateLimit: { limits: [expect.objectContaining({ name: 'requests', limit: 50, remaining: 49 })] },
      },
    });
    expect(response.cost?.amount).toBeCloseTo((10 * 3 + 100 * 0.3 + 5 * 15) / 1e6, 12);
    const request = last(vended.server);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/messages',
      headers: { 'x-api-key': canary, 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
    });
    expect(request.headers).not.toHaveProperty('authorization');
    expect(request.json()).toEqual({ model, max_tokens: 64_000, messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('streams, and ends a refusal as a result that says why', async () => {
    await using vended = await vendor(() => ({ headers: { 'content-type': 'text/event-stream' }, text: hello }));
    const stream = vended.ai.stream({ messages: [user('Hi')], temperature: 0 });
    let text = '';
    for await (const part of stream) if (part.type === 'text') text += part.text;
    expect(text).toBe('Hi there');
    expect(await stream.response).toMatchObject({
      text,
      finishReason: 'content-filter',
      usage: { outputTokens: 5, state: 'reported' },
      message: { vendor: { data: { stop_details: { category: 'bio' } } } },
    });
    expect(last(vended.server).headers['anthropic-version']).toBe('2023-06-01');
    expect(last(vended.server).json()).toMatchObject({ stream: true, temperature: 0 });
  });

  it('takes thinking and calls back unmodified, to go on after a tool', async () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'sig==' },
      { type: 'redacted_thinking', data: 'opaque==' },
      { type: 'tool_use', id: 'toolu_1', name: 'add', input: { a: 1 } },
    ];
    await using vended = await vendor(({ index }) => ({
      body: index === 0 ? message({ content, stop_reason: 'tool_use' }) : message(),
    }));
    const request = { tools: [{ name: 'add' }], reasoning: { budgetTokens: 2000 } };
    const first = await vended.ai.chat({ ...request, messages: [user('Add')] });
    expect(first).toMatchObject({ finishReason: 'tool-calls', reasoning: 'hm' });
    const second = await vended.ai.chat({
      ...request,
      messages: [user('Add'), first.message, toolResult(first.toolCalls[0] as { id: string; name: string }, '2')],
    });
    expect(second.warnings).toEqual([]);
    expect(last(vended.server).json()).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'assistant', content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: '2' }] },
      ],
    });
  });

  it('counts tokens', async () => {
    await using vended = await vendor(() => ({ body: { input_tokens: 42 } }));
    expect(await vended.ai.countTokens({ messages: [user('Hi')] })).toMatchObject({ inputTokens: 42 });
    expect(last(vended.server)).toMatchObject({ path: '/v1/messages/count_tokens' });
    expect(last(vended.server).json()).toEqual({ model, messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('follows the list of models to its end, or to its limit', async () => {
    const pages: Record<string, object> = {
      '': { data: [{ id: 'a' }, { id: 'b' }], has_more: true, last_id: 'b' },
      b: { data: [{ id: 'c' }], has_more: true, last_id: 'c' },
      c: { data: [], has_more: true, last_id: 'c' },
    };
    await using vended = await vendor(({ query }) => ({ body: pages[query.get('after_id') ?? ''] }));
    expect((await vended.ai.models()).models).toMatchObject([
      { id: 'a', provider: 'anthropic' },
      { id: 'b' },
      { id: 'c' },
    ]);
    expect((await vended.ai.models({ limit: 2 })).models).toHaveLength(2);
    expect(last(vended.server).query.get('limit')).toBe('2');
    expect(vended.server.requests[0]?.headers['anthropic-version']).toBe('2026-10-21');
  });

  it('says how the vendor is', async () => {
    let status = 200;
    await using vended = await vendor(() => ({
      status,
      body: status === 200 ? { data: [] } : { type: 'error', error: { type: 'overloaded_error', message: 'no' } },
    }));
    expect(await vended.ai.health()).toMatchObject({ status: 'ok', latencyMs: expect.any(Number) as number });
    expect(last(vended.server)).toMatchObject({ method: 'GET', path: `/v1/models/${model}` });
    await pipeline(anthropic({ apiKey: canary, baseURL: vended.server.url })).health({ model: 'a/b' });
    expect(last(vended.server).path).toBe('/models/a%2Fb');
    status = 529;
    expect(await vended.ai.health()).toMatchObject({ status: 'degraded' });
  });

  it('shows what each operation would send', async () => {
    const provider = anthropic({ apiKey: canary, model });
    const shown = async (operation: 'chat' | 'models' | 'health' | 'files' | 'batch', request: object) => {
      const { method, url } = await inspect(provider, operation, request as never);
      return `${method} ${url}`;
    };
    expect(await shown('chat', { messages: [user('Hi')] })).toBe('POST https://api.anthropic.com/v1/messages');
    expect(await shown('models', { limit: 2 })).toBe('GET https://api.anthropic.com/v1/models?limit=2');
    expect(await shown('health', {})).toBe(`GET https://api.anthropic.com/v1/models/${model}`);
    const modelless = await inspect(anthropic({ apiKey: canary }), 'health', {});
    expect(modelless.url).toBe('https://api.anthropic.com/v1/models?limit=1');
    expect(await shown('files', { action: 'get', id: 'f' })).toBe('GET https://api.anthropic.com/v1/files/f');
    expect(await shown('batch', { attach: 'b' })).toBe('GET https://api.anthropic.com/v1/messages/batches/b');
    expect(await shown('batch', { requests: [{ id: 'a', request: { model, messages: [user('Hi')] } }] })).toBe(
      'POST https://api.anthropic.com/v1/messages/batches',
    );
  });

  it('keeps files', async () => {
    const row = { type: 'file', id: 'file_1', filename: 'a.txt', mime_type: 'text/plain', size_bytes: 2 };
    await using vended = await vendor(({ method, path, query }) => {
      if (path.endsWith('/content')) return { headers: { 'content-type': 'text/plain' }, text: 'Hi' };
      if (method === 'DELETE') return { body: { id: 'file_1', type: 'file_deleted' } };
      if (method === 'GET' && path.endsWith('/files'))
        return {
          body: query.get('after_id')
            ? { data: [{ ...row, id: 'file_2' }] }
            : { data: [row], has_more: true, last_id: 'file_1' },
        };
      return { body: row };
    });
    const { ai, server } = vended;
    const uploaded = await ai.files({
      action: 'upload',
      data: new TextEncoder().encode('Hi'),
      mediaType: 'text/plain',
      name: 'a.txt',
      purpose: 'vision',
    });
    expect(uploaded).toMatchObject({
      file: { id: 'file_1', name: 'a.txt', bytes: 2, status: 'ready' },
      warnings: [{ feature: 'purpose' }],
    });
    expect(last(server).headers['content-type']).toMatch(/^multipart\/form-data/);
    expect(last(server).text()).toContain('filename="a.txt"');
    expect((await ai.files({ action: 'list' })).files.map(({ id }) => id)).toEqual(['file_1', 'file_2']);
    expect((await ai.files({ action: 'get', id: 'file_1' })).file.id).toBe('file_1');
    const content = await ai.files({ action: 'content', id: 'file_1' });
    expect([new TextDecoder().decode(content.data), content.mediaType]).toEqual(['Hi', 'text/plain']);
    expect(await ai.files({ action: 'delete', id: 'file_1' })).toMatchObject({ id: 'file_1', deleted: true });
    await expect(ai.files({ action: 'list', purpose: 'x' }, { strict: true })).rejects.toMatchObject({
      code: 'unsupported',
      field: 'purpose',
    });
  });

  it('runs batches, and takes them up again elsewhere', async () => {
    let looks = 0;
    const line = (id: string, result: object) => JSON.stringify({ custom_id: id, result });
    await using vended = await vendor(({ method, path }) => {
      if (path.endsWith('/results'))
        return {
          headers: { 'content-type': 'application/x-jsonl' },
          text: [
            line('b', {
              type: 'errored',
              error: { type: 'error', error: { type: 'invalid_request_error', message: 'bad' } },
            }),
            line('a', { type: 'succeeded', message: message() }),
          ].join('\n'),
        };
      if (path.endsWith('/cancel')) return { body: { id: 'batch_1', processing_status: 'canceling' } };
      if (method === 'POST') return { body: { id: 'batch_1', processing_status: 'in_progress' } };
      return {
        body: {
          id: 'batch_1',
          processing_status: ++looks > 1 ? 'ended' : 'in_progress',
          request_counts: { processing: 0, succeeded: 1, errored: 1 },
        },
      };
    });
    const { ai, server } = vended;
    const requests = [
      { id: 'a', request: { messages: [user('Hi')] } },
      { id: 'b', request: { messages: [user('Ho')], model: 'claude-opus-4-5', seed: 1 } },
    ];
    const job = await ai.batch({ requests, model, metadata: { run: '7' } });
    expect(job).toMatchObject({
      id: 'batch_1',
      warnings: [{ feature: 'requests["b"].seed' }, { feature: 'metadata' }],
    });
    expect(server.requests[0]?.json()).toMatchObject({
      requests: [
        { custom_id: 'a', params: { model } },
        { custom_id: 'b', params: { model: 'claude-opus-4-5' } },
      ],
    });
    const seen: string[] = [];
    const items = await job.wait({ pollMs: 1, onProgress: ({ state }) => void seen.push(state) });
    expect(seen).toEqual(['running', 'succeeded']);
    expect(items.map(({ id, response, error }) => [id, error?.code ?? (response as { text: string }).text])).toEqual([
      ['a', 'Hi there'],
      ['b', 'invalid-request'],
    ]);
    const again = await ai.batch({ attach: 'batch_1' });
    expect(await again.results()).toHaveLength(2);
    await again.cancel();
    expect(last(server)).toMatchObject({ method: 'POST', path: '/v1/messages/batches/batch_1/cancel' });
    expect(JSON.parse(JSON.stringify(job))).toEqual({ id: 'batch_1', provider: 'anthropic', operation: 'batch' });
  });

  it('refuses batches that it cannot send', async () => {
    await using vended = await vendor(() => ({ body: {} }), { model: undefined });
    const batch = (request: object, options?: object) => vended.ai.batch(request as never, options);
    await expect(batch({ operation: 'embed', requests: [{ id: 'a', request: { input: 'x' } }] })).rejects.toMatchObject(
      { code: 'unsupported' },
    );
    await expect(batch({ requests: [] })).rejects.toMatchObject({ code: 'invalid-request', field: 'requests' });
    await expect(batch({ requests: [{ id: 'a', request: { messages: [user('Hi')] } }] })).rejects.toMatchObject({
      code: 'invalid-request',
      field: 'requests[0].request.model',
    });
    await expect(
      batch({ model, requests: [{ id: 'a', request: { messages: [user('Hi')] } }], metadata: {} }, { strict: true }),
    ).rejects.toMatchObject({ code: 'unsupported', field: 'metadata' });
    expect(vended.server.requests).toEqual([]);
  });
});

describe('its failures', () => {
  const failed = (type: string, text: string, errorCode?: string) => ({
    type: 'error',
    error: { type, message: text, ...(errorCode && { details: { error_code: errorCode } }) },
    request_id: 'req_9',
  });

  it.each([
    [
      400,
      failed('invalid_request_error', 'max_tokens: Field required'),
      {},
      { code: 'invalid-request', retry: 'never' },
    ],
    [
      400,
      failed('invalid_request_error', 'prompt is too long: 3333404 tokens > 200000 maximum'),
      { 'x-should-retry': 'false' },
      { code: 'context-length' },
    ],
    [401, failed('authentication_error', 'invalid x-api-key'), {}, { code: 'authentication', retry: 'other-provider' }],
    [402, failed('billing_error', 'unpaid', 'linked_organization_unpaid'), {}, { code: 'billing' }],
    [403, failed('permission_error', 'no'), {}, { code: 'permission' }],
    [404, failed('not_found_error', 'model: nope'), {}, { code: 'not-found' }],
    [409, failed('conflict_error', 'again'), {}, { code: 'invalid-request', retry: 'same' }],
    [413, failed('request_too_large', 'Request exceeds the maximum size'), {}, { code: 'invalid-request' }],
    [
      429,
      failed('rate_limit_error', 'slow down'),
      { 'retry-after': '7' },
      { code: 'rate-limit', retry: 'same', retryAfterMs: 7000 },
    ],
    [
      429,
      failed('rate_limit_error', 'spent', 'enforced_spend_limit_reached'),
      { 'retry-after': '60' },
      { code: 'quota', retry: 'other-provider' },
    ],
    [500, failed('api_error', 'oops'), {}, { code: 'server' }],
    [
      529,
      failed('overloaded_error', 'Overloaded'),
      { 'x-should-retry': 'true' },
      { code: 'overloaded', retry: 'same' },
    ],
    [502, '<html><title>Bad gateway</title></html>', {}, { code: 'server' }],
  ])('%i %o', async (status, body, headers, expected) => {
    await using vended = await vendor(() => ({
      status,
      headers: { 'request-id': 'req_9', ...headers },
      ...(typeof body === 'string' ? { text: body } : { body }),
    }));
    await expect(vended.ai.chat({ messages: [user('Hi')] })).rejects.toMatchObject({
      ...expected,
      status,
      provider: 'anthropic',
      requestId: 'req_9',
    });
  });

  it('reach the caller before anything was seen, when a stream fails in its beginning', async () => {
    await using vended = await vendor(() => ({
      headers: { 'content-type': 'text/event-stream' },
      text: sse(
        { type: 'message_start', message: message({ content: [] }) },
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      ),
    }));
    await expect(vended.ai.stream({ messages: [user('Hi')] }).ready()).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('keep what had arrived, when a stream is cut', async () => {
    await using vended = await vendor(() => ({
      headers: { 'content-type': 'text/event-stream' },
      text: hello.slice(0, hello.indexOf('event: content_block_stop')),
    }));
    const stream = vended.ai.stream({ messages: [user('Hi')] });
    await expect(stream.response).rejects.toMatchObject({
      code: 'invalid-response',
      partial: expect.objectContaining({ text: 'Hi there' }) as object,
    });
  });

  it('never hold the key', async () => {
    await using vended = await vendor(() => ({
      status: 401,
      body: failed('authentication_error', `invalid x-api-key ${canary}`),
    }));
    const error = await vended.ai.chat({ messages: [user('Hi')] }).catch((thrown: unknown) => thrown as KitError);
    const shown = await inspect(vended.provider, 'chat', { messages: [user('Hi')] });
    for (const said of [
      String(error),
      JSON.stringify(error),
      print(error, { depth: 9, showHidden: true }),
      print(vended.provider, { depth: 9, showHidden: true }),
      JSON.stringify(shown),
    ])
      expect(said).not.toContain(canary);
    expect(error).toBeInstanceOf(KitError);
  });

  it('come before any request, for what the model refuses', async () => {
    await using vended = await vendor(() => ({ body: message() }));
    await expect(
      vended.ai.chat({ model: 'claude-opus-5-5', messages: [user('Hi'), assistant('I')] }),
    ).rejects.toMatchObject({ code: 'unsupported', field: 'messages' });
    await expect(vended.ai.chat({ messages: [user('Hi')], seed: 1 }, { strict: true })).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(vended.server.requests).toEqual([]);
  });
});

describe('its options', () => {
  it.each([
    [{ apikey: 'x' }, 'apikey'],
    [{ version: 7 }, 'version'],
    [{ betas: 'b-1' }, 'betas'],
    [{ authToken: 7 }, 'authToken'],
    [{ federation: 'x' }, 'federation'],
    [{ baseURL: 'nowhere' }, 'baseURL'],
    [{ apiKey: 'a', authToken: 'b' }, 'authToken'],
  ])('%o is refused', (options, field) => {
    expect(() => anthropic(options as never)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('set version, beta values, workspace and headers of every request', async () => {
    await using vended = await vendor(() => ({ body: message() }), {
      version: '2023-06-01',
      betas: ['b-1'],
      workspaceId: 'wrk_1',
      headers: { 'Anthropic-Beta': 'b-2, b-1', 'x-team': 't' },
    });
    const { warnings } = await vended.ai.chat({
      messages: [user('Hi')],
      temperature: 0.5,
      vendor: { anthropic: { betas: ['b-3'] } },
    });
    expect(warnings).toEqual([]);
    expect(last(vended.server).headers).toMatchObject({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'b-1,b-2,b-3',
      'anthropic-workspace-id': 'wrk_1',
      'x-team': 't',
    });
    await vended.ai.models();
    expect(last(vended.server).headers).toMatchObject({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'b-1,b-2',
    });
  });

  it('of a version that takes no sampling parameters leave those out', async () => {
    await using vended = await vendor(() => ({ body: message() }), { headers: { 'anthropic-version': '2026-10-21' } });
    expect((await vended.ai.chat({ messages: [user('Hi')], temperature: 0.5 })).warnings).toMatchObject([
      { feature: 'temperature' },
    ]);
    expect(last(vended.server).headers['anthropic-version']).toBe('2026-10-21');
  });

  it('come from the environment where they are not given', async () => {
    await using vended = await vendor(() => ({ body: message() }));
    vi.stubEnv('ANTHROPIC_BASE_URL', `${vended.server.url}/`);
    vi.stubEnv('ANTHROPIC_API_KEY', 'sk-from-environment');
    vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'X-Team: blue\n\nanthropic-beta: b-env');
    await pipeline(anthropic({ model })).chat({ messages: [user('Hi')] });
    expect(last(vended.server)).toMatchObject({
      path: '/v1/messages',
      headers: { 'x-api-key': 'sk-from-environment', 'x-team': 'blue', 'anthropic-beta': 'b-env' },
    });
    vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'no colon');
    expect(() => anthropic()).toThrow(expect.objectContaining({ code: 'config', field: 'ANTHROPIC_CUSTOM_HEADERS' }));
  });

  it('name two instances of one vendor apart', async () => {
    await using vended = await vendor(() => ({ body: message() }), { id: 'claude-eu' });
    expect((await vended.ai.chat({ messages: [user('Hi')] })).meta.provider).toBe('claude-eu');
  });

  it('have a catalogue that is loaded when it is asked for', async () => {
    const catalogue = await anthropic().catalogue?.();
    expect(catalogue?.models.find(({ id }) => id === 'claude-opus-5')).toMatchObject({
      price: { input: 5, output: 25 },
      maxOutput: 128_000,
    });
  });
});
