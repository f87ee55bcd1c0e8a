import { inspect as show } from 'node:util';
import { inspect, KitError, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type OpenaiOptions, openai } from './index.ts';
import { catalogue } from './models.ts';
import { type Answered, type Asked, fakeOpenai } from './testing/fake-openai.ts';

const canary = 'sk-proj-canary-0123456789';
const messages = [user('Hi')];
const response = {
  id: 'resp_1',
  object: 'response',
  model: 'gpt-4o-2024',
  status: 'completed',
  output: [
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
    },
  ],
  usage: { input_tokens: 1000, output_tokens: 1000, total_tokens: 2000 },
};
const completion = {
  id: 'chatcmpl-1',
  model: 'gpt-4o-2024',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};
const error = (status: number, code: string | null, type = 'invalid_request_error', headers = {}): Answered => ({
  status,
  headers,
  body: { error: { message: `failed with ${canary}`, type, param: null, code } },
});

async function against<T>(
  answer: (asked: Asked) => Answered | undefined,
  run: (ai: ReturnType<typeof client>, asked: Asked[]) => Promise<T>,
  options: OpenaiOptions = {},
): Promise<T> {
  await using server = await fakeOpenai(answer);
  const ai = client(server.url, options);
  try {
    return await run(ai, server.asked);
  } finally {
    await ai.close();
  }
}

const client = (baseURL: string, options: OpenaiOptions = {}) =>
  pipeline(openai({ apiKey: canary, baseURL, model: 'gpt-4o', ...options }));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('chat', () => {
  test('goes over the responses wire, stores nothing and is priced from the catalogue', async () => {
    await against(
      () => ({
        body: response,
        headers: {
          'x-request-id': 'req_1',
          'x-ratelimit-remaining-requests': '9',
          'x-ratelimit-limit-requests': '10',
          'x-ratelimit-reset-requests': '6m0s',
        },
      }),
      async (ai, asked) => {
        const answer = await ai.chat({ messages });
        expect(answer.text).toBe('Hello');
        expect(answer.meta).toMatchObject({
          provider: 'openai',
          model: 'gpt-4o-2024',
          responseId: 'resp_1',
          requestId: 'req_1',
        });
        expect(answer.meta.rateLimit?.limits).toMatchObject([{ name: 'requests', limit: 10, remaining: 9 }]);
        expect(answer.cost).toMatchObject({ currency: 'USD', source: 'catalogue' });
        expect(asked).toMatchObject([
          { method: 'POST', path: '/v1/responses', json: { model: 'gpt-4o', store: false } },
        ]);
        expect(asked[0]?.headers.authorization).toBe(`Bearer ${canary}`);
      },
    );
  });

  test('or over chat completions', async () => {
    await against(
      () => ({ body: completion }),
      async (ai, asked) => {
        expect((await ai.chat({ messages })).text).toBe('Hello');
        expect(asked[0]?.path).toBe('/v1/chat/completions');
      },
      { api: 'chat' },
    );
  });

  test('streams on both wires', async () => {
    const chunks =
      'data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}\n\ndata: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
    const events = `data: ${JSON.stringify({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hello' })}\n\ndata: ${JSON.stringify({ type: 'response.completed', response: { ...response, output: [] } })}\n\n`;
    for (const [api, body] of [
      ['chat', chunks],
      ['responses', events],
    ] as const) {
      await against(
        () => ({ body }),
        async (ai, asked) => {
          let text = '';
          for await (const part of ai.stream({ messages })) if (part.type === 'text') text += part.text;
          expect(text).toBe('Hello');
          expect(asked[0]?.json).toMatchObject({ stream: true });
        },
        { api },
      );
    }
  });

  test('what a model refuses is a warning, or an error when strict', async () => {
    await against(
      () => ({ body: response }),
      async (ai, asked) => {
        const { warnings } = await ai.chat({ model: 'o3', messages, temperature: 0.5 });
        expect(warnings).toMatchObject([{ feature: 'temperature' }]);
        expect(asked[0]?.json).not.toHaveProperty('temperature');
        await expect(ai.chat({ model: 'o3', messages, temperature: 0.5 }, { strict: true })).rejects.toMatchObject({
          code: 'unsupported',
        });
        expect(asked).toHaveLength(1);
      },
    );
  });

  test('a conversation with tools and reasoning goes on over the responses wire', async () => {
    const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' };
    const call = {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'clock',
      arguments: '{}',
      status: 'completed',
    };
    await against(
      ({ json }) => ({
        body: (json as { input: unknown[] }).input.length > 1 ? response : { ...response, output: [reasoning, call] },
      }),
      async (ai, asked) => {
        const tools = [{ name: 'clock', parameters: { type: 'object', properties: {} } }];
        const first = await ai.chat({ model: 'gpt-6-sol', messages, tools });
        expect(first.finishReason).toBe('tool-calls');
        const more = [
          ...messages,
          first.message,
          {
            role: 'tool' as const,
            content: [{ type: 'tool-result' as const, toolCallId: 'call_1', content: '12:00' }],
          },
        ];
        expect((await ai.chat({ model: 'gpt-6-sol', messages: more, tools })).text).toBe('Hello');
        expect((asked[1] as Asked).json).toHaveProperty('input', [
          { type: 'message', role: 'user', content: 'Hi' },
          reasoning,
          call,
          { type: 'function_call_output', call_id: 'call_1', output: '12:00' },
        ]);
        // The encrypted thought belongs to its model.
        const other = await ai.chat({ model: 'gpt-6-luna', messages: more, tools });
        expect(other.warnings.map(({ detail }) => detail).join()).toContain('gpt-6-sol');
      },
    );
  });
});

describe('other operations', () => {
  test.each<[string, Answered, (ai: ReturnType<typeof client>) => Promise<unknown>, object, string]>([
    [
      'embed',
      { body: { data: [{ index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 1, total_tokens: 1 } } },
      (ai) => ai.embed({ input: 'a' }),
      { embeddings: [[1, 2]] },
      '/v1/embeddings',
    ],
    [
      'image',
      { body: { data: [{ b64_json: 'AQ==' }] } },
      (ai) => ai.image({ prompt: 'p' }),
      { images: [{ data: 'AQ==' }] },
      '/v1/images/generations',
    ],
    [
      'image edit',
      { body: { data: [{ b64_json: 'AQ==' }] } },
      (ai) => ai.image({ prompt: 'p', images: [{ data: 'AQ==', mediaType: 'image/png' }] }),
      { images: [{ data: 'AQ==' }] },
      '/v1/images/edits',
    ],
    [
      'speech',
      { body: new Uint8Array([1]), headers: { 'content-type': 'audio/mpeg' } },
      (ai) => ai.speech({ input: 'a', voice: 'alloy' }),
      { audio: { mediaType: 'audio/mpeg' }, usage: { units: { characters: 1 } } },
      '/v1/audio/speech',
    ],
    [
      'transcribe',
      { body: { text: 'Hi' } },
      (ai) => ai.transcribe({ audio: new Uint8Array([1]) }),
      { text: 'Hi' },
      '/v1/audio/transcriptions',
    ],
    [
      'translate',
      { body: { text: 'Hi' } },
      (ai) => ai.transcribe({ audio: new Uint8Array([1]), translate: true }),
      { text: 'Hi' },
      '/v1/audio/translations',
    ],
    [
      'moderate',
      { body: { results: [{ flagged: false, categories: {} }] } },
      (ai) => ai.moderate({ input: 'a' }),
      { results: [{ flagged: false }] },
      '/v1/moderations',
    ],
    [
      'complete',
      { body: { choices: [{ text: 'b', finish_reason: 'stop' }] } },
      (ai) => ai.complete({ prompt: 'a' }),
      { text: 'b' },
      '/v1/completions',
    ],
    [
      'countTokens',
      { body: { input_tokens: 7 } },
      (ai) => ai.countTokens({ messages }),
      { inputTokens: 7 },
      '/v1/responses/input_tokens',
    ],
    [
      'models',
      { body: { data: [{ id: 'gpt-6-sol' }] } },
      (ai) => ai.models(),
      { models: [{ id: 'gpt-6-sol', provider: 'openai' }] },
      '/v1/models',
    ],
    ['health', { body: { data: [] } }, (ai) => ai.health(), { status: 'ok' }, '/v1/models/gpt-4o'],
    [
      'health of a model',
      { body: { id: 'gpt-6-sol' } },
      (ai) => ai.health({ model: 'gpt-6-sol' }),
      { status: 'ok' },
      '/v1/models/gpt-6-sol',
    ],
  ])('%s', async (_name, answered, run, expected, path) => {
    await against(
      () => answered,
      async (ai, asked) => {
        expect(await run(ai)).toMatchObject({ ...expected, meta: { provider: 'openai' } });
        expect(asked.map((one) => one.path)).toEqual([path]);
      },
    );
  });

  test('sound and transcripts stream', async () => {
    const body = `data: ${JSON.stringify({ type: 'speech.audio.delta', audio: 'AQI=' })}\n\ndata: ${JSON.stringify({ type: 'speech.audio.done', usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } })}\n\n`;
    await against(
      () => ({ body }),
      async (ai) => {
        const stream = ai.speechStream({ model: 'gpt-4o-mini-tts', input: 'a', voice: 'alloy' });
        const { audio, usage } = await stream.response;
        expect([...(audio.data ?? [])]).toEqual([1, 2]);
        expect(usage).toMatchObject({ inputTokens: 1 });
      },
    );
    const transcript = `data: ${JSON.stringify({ type: 'transcript.text.delta', delta: 'Hi' })}\n\ndata: ${JSON.stringify({ type: 'transcript.text.done', text: 'Hi' })}\n\n`;
    await against(
      () => ({ body: transcript }),
      async (ai) => {
        expect(
          (await ai.transcribeStream({ model: 'gpt-4o-transcribe', audio: new Uint8Array([1]) }).response).text,
        ).toBe('Hi');
      },
    );
  });

  test('files: every verb', async () => {
    const row = { id: 'file-1', object: 'file', filename: 'a.txt', bytes: 1, purpose: 'user_data', created_at: 1 };
    await against(
      ({ method, path }) => {
        if (method === 'DELETE') return { body: { id: 'file-1', deleted: true } };
        if (path.endsWith('/content'))
          return { body: new Uint8Array([7]), headers: { 'content-type': 'application/octet-stream' } };
        if (method === 'GET' && path.startsWith('/v1/files?'))
          return {
            body: path.includes('after=')
              ? { data: [], has_more: false }
              : { data: [row, { ...row, id: 'file-2' }], has_more: true },
          };
        return { body: row };
      },
      async (ai, asked) => {
        expect(
          (await ai.files({ action: 'upload', data: new Uint8Array([65]), mediaType: 'text/plain', name: 'a.txt' }))
            .file,
        ).toMatchObject({ id: 'file-1', name: 'a.txt', createdAt: 1000 });
        expect(asked[0]?.text).toContain('name="purpose"\r\n\r\nuser_data');
        expect((await ai.files({ action: 'get', id: 'file-1' })).file.id).toBe('file-1');
        expect((await ai.files({ action: 'list', purpose: 'user_data' })).files.map(({ id }) => id)).toEqual([
          'file-1',
          'file-2',
        ]);
        expect([...(await ai.files({ action: 'content', id: 'file-1' })).data]).toEqual([7]);
        expect(await ai.files({ action: 'delete', id: 'file-1' })).toMatchObject({
          deleted: true,
          meta: { provider: 'openai' },
        });
        expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
          'POST /v1/files',
          'GET /v1/files/file-1',
          'GET /v1/files?purpose=user_data',
          'GET /v1/files?purpose=user_data&after=file-2',
          'GET /v1/files/file-1/content',
          'DELETE /v1/files/file-1',
        ]);
      },
    );
    await against(
      () => ({ body: {} }),
      async (ai) => {
        await expect(ai.files({ action: 'get', id: 'x' })).rejects.toMatchObject({ code: 'invalid-response' });
      },
    );
  });
});

describe('batches', () => {
  const lines = [
    JSON.stringify({ custom_id: 'a', response: { status_code: 200, body: response }, error: null }),
    JSON.stringify({
      custom_id: 'b',
      response: { status_code: 429, body: { error: { message: 'slow', code: 'rate_limit_exceeded' } } },
      error: null,
    }),
    JSON.stringify({ custom_id: 'c', response: { status_code: 200, body: { odd: true } }, error: null }),
  ].join('\n');
  const batch = (more: object) => ({
    body: { id: 'batch_1', object: 'batch', endpoint: '/v1/responses', status: 'in_progress', ...more },
  });
  const server =
    (status: object) =>
    ({ method, path }: Asked): Answered | undefined => {
      if (path === '/v1/files') return { body: { id: 'file-in' } };
      if (path === '/v1/files/file-out/content')
        return { body: lines, headers: { 'content-type': 'application/jsonl' } };
      if (path.endsWith('/cancel')) return batch({ status: 'cancelling' });
      return method === 'POST' ? batch({ status: 'validating' }) : batch(status);
    };

  test('upload, start, watch, and answers line by line', async () => {
    await against(
      server({
        status: 'completed',
        output_file_id: 'file-out',
        request_counts: { total: 3, completed: 2, failed: 1 },
      }),
      async (ai, asked) => {
        const job = await ai.batch({
          requests: [
            { id: 'a', request: { messages } },
            { id: 'b', request: { messages, maxTokens: 20 } },
          ],
          metadata: { k: 'v' },
        });
        expect(job).toMatchObject({ id: 'batch_1', meta: { provider: 'openai' } });
        expect(job.toJSON()).toEqual({ id: 'batch_1', provider: 'openai', operation: 'batch' });
        expect(asked[0]?.text).toContain(
          '{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"gpt-4o"',
        );
        expect(asked[1]?.json).toEqual({
          input_file_id: 'file-in',
          endpoint: '/v1/responses',
          completion_window: '24h',
          metadata: { k: 'v' },
        });
        expect(await job.status()).toMatchObject({ state: 'succeeded', progress: 1 });
        const items = await job.wait({ pollMs: 1 });
        expect(items.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
        expect(items[0]?.response).toMatchObject({ text: 'Hello', meta: { provider: 'openai', model: 'gpt-4o-2024' } });
        expect(items[1]?.error).toMatchObject({ code: 'rate-limit', status: 429 });
        expect(items[2]?.error).toMatchObject({ code: 'invalid-response' });
      },
    );
  });

  test('another process takes it up, and may stop it', async () => {
    await against(server({ status: 'cancelled', output_file_id: 'file-out' }), async (ai, asked) => {
      const job = await ai.batch({ attach: 'batch_1' });
      await job.cancel();
      expect(asked.at(-1)?.path).toBe('/v1/batches/batch_1/cancel');
      // What was ready before the end is not lost.
      expect(await job.results()).toHaveLength(3);
    });
    await against(server({ status: 'in_progress' }), async (ai) => {
      await expect((await ai.batch({ attach: 'batch_1' })).results()).rejects.toMatchObject({
        code: 'invalid-request',
      });
    });
    await against(server({ status: 'failed', errors: { data: [{ message: 'line 1 is broken' }] } }), async (ai) => {
      await expect((await ai.batch({ attach: 'batch_1' })).wait({ pollMs: 1 })).rejects.toMatchObject({
        message: expect.stringContaining('line 1 is broken'),
      });
    });
  });

  test('embeddings and chat completions have lines of their own', async () => {
    await against(server({}), async (ai, asked) => {
      await ai.batch({
        operation: 'embed',
        requests: [{ id: 'a', request: { model: 'text-embedding-3-small', input: 'x' } }],
      });
      expect(asked[0]?.text).toContain('"url":"/v1/embeddings"');
    });
    await against(
      server({}),
      async (ai, asked) => {
        await ai.batch({ requests: [{ id: 'a', request: { messages } }] });
        expect(asked[0]?.text).toContain('"url":"/v1/chat/completions"');
      },
      { api: 'chat' },
    );
  });

  test('mistakes are told before anything is sent', async () => {
    await against(server({}), async (ai, asked) => {
      await expect(
        ai.batch({
          requests: [
            { id: 'a', request: { messages } },
            { id: 'a', request: { messages } },
          ],
        }),
      ).rejects.toMatchObject({ code: 'invalid-request', field: 'requests[1].id' });
      await expect(
        ai.batch({ requests: [{ id: 'a', request: { messages, seed: 1 } }] }, { strict: true }),
      ).rejects.toMatchObject({ code: 'unsupported', field: 'seed' });
      expect(asked).toEqual([]);
    });
    await against(
      server({}),
      async (ai) => {
        await expect(ai.batch({ requests: [{ id: 'a', request: { messages } }] })).rejects.toMatchObject({
          field: 'requests[0].request.model',
        });
      },
      { model: undefined },
    );
  });
});

describe('failures', () => {
  test.each<[Answered, object]>([
    [error(400, 'context_length_exceeded'), { code: 'context-length', status: 400, retry: 'other-provider' }],
    [error(400, 'content_policy_violation'), { code: 'content-filter' }],
    [error(400, 'unsupported_value'), { code: expect.stringMatching(/^(invalid-request|unsupported)$/) }],
    [error(401, 'invalid_api_key'), { code: 'authentication', retry: 'other-provider' }],
    [error(403, 'unsupported_country_region_territory'), { code: 'permission' }],
    [error(404, 'model_not_found'), { code: 'not-found' }],
    [
      error(429, 'rate_limit_exceeded', 'tokens', { 'retry-after-ms': '1200' }),
      { code: 'rate-limit', retry: 'same', retryAfterMs: 1200 },
    ],
    [error(429, 'slow_down'), { code: 'rate-limit' }],
    [error(429, 'insufficient_quota', 'insufficient_quota'), { code: 'quota', retryable: false }],
    [
      error(429, 'organization_spend_limit_exceeded', 'insufficient_quota', { 'x-should-retry': 'false' }),
      { code: 'quota', retry: 'never' },
    ],
    [error(500, 'server_error', 'server_error'), { code: 'server', retry: 'same' }],
    [error(503, 'server_is_overloaded', 'server_error'), { code: 'overloaded' }],
    [error(503, 'slow_down', 'server_error'), { code: 'overloaded' }],
    [{ body: { ...response, status: 'failed', error: { code: 'server_error', message: 'boom' } } }, { code: 'server' }],
    [
      { body: { ...response, status: 'failed', error: { code: 'rate_limit_exceeded', message: 'boom' } } },
      { code: 'rate-limit' },
    ],
    [
      { body: '<html><title>Bad gateway</title></html>', status: 502, headers: { 'content-type': 'text/html' } },
      { code: 'server' },
    ],
  ])('%j', async (answered, expected) => {
    await against(
      () => answered,
      async (ai) => {
        const thrown = await ai.chat({ messages }).catch((failed: unknown) => failed);
        expect(thrown).toBeInstanceOf(KitError);
        expect(thrown).toMatchObject({ provider: 'openai', model: 'gpt-4o', operation: 'chat', ...expected });
        expect(`${JSON.stringify(thrown)} ${show(thrown, { depth: 9, showHidden: true })}`).not.toContain(canary);
      },
    );
  });

  test('an error in a stream rejects before the first word, and is thrown after it', async () => {
    const failure = 'event: error\ndata: {"type":"error","code":"server_error","message":"boom"}\n\n';
    const word = `data: ${JSON.stringify({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'He' })}\n\n`;
    await against(
      () => ({ body: failure }),
      async (ai) => {
        await expect(ai.stream({ messages }).ready()).rejects.toMatchObject({ code: 'server' });
      },
    );
    await against(
      () => ({ body: word + failure }),
      async (ai) => {
        const stream = ai.stream({ messages });
        await stream.ready();
        await expect(stream.response).rejects.toMatchObject({ code: 'server', partial: { text: 'He' } });
      },
    );
    await against(
      () => ({ body: word }),
      async (ai) => {
        await expect(ai.stream({ messages }).response).rejects.toMatchObject({ code: 'invalid-response' });
      },
    );
  });
});

describe('construction', () => {
  test('the environment supplies what the options leave out', async () => {
    await using server = await fakeOpenai(() => ({ body: response }));
    vi.stubEnv('OPENAI_API_KEY', canary);
    vi.stubEnv('OPENAI_BASE_URL', server.url);
    vi.stubEnv('OPENAI_ORG_ID', 'org-1');
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-1');
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'X-One: 1\nnot a header\nx-two:2');
    await using ai = pipeline(openai());
    await ai.chat({ model: 'gpt-4o', messages });
    expect(server.asked[0]?.headers).toMatchObject({
      authorization: `Bearer ${canary}`,
      'openai-organization': 'org-1',
      'openai-project': 'proj-1',
      'x-one': '1',
      'x-two': '2',
    });
    await using mine = pipeline(openai({ organization: 'org-2', project: 'proj-2' }));
    await mine.chat({ model: 'gpt-4o', messages });
    expect(server.asked[1]?.headers).toMatchObject({ 'openai-organization': 'org-2', 'openai-project': 'proj-2' });
  });

  test('without a key nothing is sent', async () => {
    vi.stubEnv('OPENAI_API_KEY', '');
    await using server = await fakeOpenai(() => ({ body: response }));
    await using ai = pipeline(openai({ baseURL: server.url, model: 'gpt-4o' }));
    await expect(ai.chat({ messages })).rejects.toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('OPENAI_API_KEY'),
    });
    expect(server.asked).toEqual([]);
  });

  test.each<[object, string]>([
    [{ apikey: 'x' }, 'apikey'],
    [{ api: 'completions' }, 'api'],
    [{ baseURL: 'nowhere' }, 'baseURL'],
    [{ organization: 5 }, 'organization'],
  ])('%j is refused', (options, field) => {
    expect(() => openai(options as OpenaiOptions)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  test('what would be sent can be seen, without the key', async () => {
    await using ai = client('http://127.0.0.1:9/v1');
    const seen = await inspect(ai, 'chat', { messages });
    expect(seen).toMatchObject({
      method: 'POST',
      url: 'http://127.0.0.1:9/v1/responses',
      body: { model: 'gpt-4o', store: false },
    });
    expect(await inspect(ai, 'files', { action: 'get', id: 'file-1' })).toMatchObject({
      method: 'GET',
      url: 'http://127.0.0.1:9/v1/files/file-1',
    });
    expect(JSON.stringify([seen, show(ai, { depth: 9, showHidden: true })])).not.toContain(canary);
  });

  test('the catalogue knows windows, prices and their date', async () => {
    expect(catalogue).toMatchObject({ provider: 'openai', asOf: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) });
    expect(catalogue.models.find(({ id }) => id === 'gpt-4o')).toMatchObject({
      kind: 'chat',
      contextWindow: 128_000,
      price: { input: 2.5, output: 10 },
    });
    expect(await openai({ apiKey: canary }).catalogue?.()).toBe(catalogue);
  });
});
