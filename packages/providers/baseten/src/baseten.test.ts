// What Baseten does otherwise, item by item of its documents.
import { createHmac } from 'node:crypto';
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BasetenOptions, baseten, verifyBasetenWebhook } from './index.ts';

const model = 'zai-org/GLM-5.2';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more: BasetenOptions = {}, path = '/v1') =>
  served((at) => baseten({ ...at, ...more }), answers, { path });
const route = '/environments/production';
/** A model of one's own, at its environment `production`. */
const owning = (answers: Parameters<typeof served>[1], more: BasetenOptions = { modelId: 'abcd1234' }) =>
  serving(answers, more, `${route}/sync/v1`);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  const chat = async (options: BasetenOptions) =>
    (await inspect(baseten({ apiKey: 'test-key', ...options }), 'chat', { model: 'm', messages })).url;
  const predict = async (options: BasetenOptions) =>
    (await inspect(baseten({ apiKey: 'test-key', ...options }), 'basetenPredict', { input: {} })).url;

  it.each([
    [{}, 'https://inference.baseten.co/v1/chat/completions'],
    [{ modelId: 'm1' }, 'https://model-m1.api.baseten.co/environments/production/sync/v1/chat/completions'],
    [
      { modelId: 'm1', environment: 'staging' },
      'https://model-m1.api.baseten.co/environments/staging/sync/v1/chat/completions',
    ],
    [
      { modelId: 'm1', environment: 'development' },
      'https://model-m1.api.baseten.co/development/sync/v1/chat/completions',
    ],
    [{ modelId: 'm1', deploymentId: 'd1' }, 'https://model-m1.api.baseten.co/deployment/d1/sync/v1/chat/completions'],
    [
      { modelId: 'm1', environment: 'eu', regional: true },
      'https://model-m1-eu.api.baseten.co/sync/v1/chat/completions',
    ],
    [
      { modelURL: 'https://model-m1.api.baseten.co/environments/production/sync' },
      'https://model-m1.api.baseten.co/environments/production/sync/v1/chat/completions',
    ],
    [
      { modelURL: 'https://model-m1.api.baseten.co/production/predict' },
      'https://model-m1.api.baseten.co/production/sync/v1/chat/completions',
    ],
  ] as [BasetenOptions, string][])('of a chat with %j is %s', async (options, url) => {
    expect(await chat(options)).toBe(url);
  });

  it('of vectors is that of chats', async () => {
    const { url } = await inspect(baseten({ apiKey: 'test-key', modelId: 'm1' }), 'embed', { input: 'a' });
    expect(url).toBe('https://model-m1.api.baseten.co/environments/production/sync/v1/embeddings');
  });

  it.each([
    [{ modelId: 'm1' }, 'https://model-m1.api.baseten.co/environments/production/predict'],
    [{ modelId: 'm1', deploymentId: 'd1' }, 'https://model-m1.api.baseten.co/deployment/d1/predict'],
    [{ modelId: 'm1', environment: 'eu', regional: true }, 'https://model-m1-eu.api.baseten.co/predict'],
    [{ chainId: 'c1' }, 'https://chain-c1.api.baseten.co/environments/production/run_remote'],
    [
      { modelURL: 'https://chain-c1.api.baseten.co/development/run_remote' },
      'https://chain-c1.api.baseten.co/development/run_remote',
    ],
  ] as [BasetenOptions, string][])('of a prediction with %j is %s', async (options, url) => {
    expect(await predict(options)).toBe(url);
  });

  it('is said once', () => {
    expect(() => baseten({ modelId: 'm1', chainId: 'c1' })).toThrow(/modelId and chainId exclude each other/);
  });
});

describe('a key', () => {
  it('is a bearer at the model APIs, an Api-Key at a deployment', async () => {
    await using shared = await serving([reply]);
    await shared.ai.chat({ model, messages });
    expect(shared.request().headers.authorization).toBe('Bearer test-key');
    await using own = await owning([reply, { body: {} }]);
    await own.ai.chat({ messages });
    expect(own.request().headers.authorization).toBe('Api-Key test-key');
    await own.ai.basetenPredict({ input: {} });
    expect(own.request().headers.authorization).toBe('Api-Key test-key');
  });

  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('BASETEN_API_KEY', '');
    await using ai = pipeline(baseten({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('BASETEN_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await owning([{ status: 401, body: { error: 'Invalid API key' } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('Invalid API key') });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a deployment', () => {
  it('needs no name for its model', async () => {
    await using vended = await owning([
      reply,
      { body: { data: [{ embedding: [0.1, 0.2] }], usage: { total_tokens: 7 } } },
    ]);
    await vended.ai.chat({ messages });
    expect(vended.body()).toMatchObject({ model: 'placeholder' });
    const { embeddings, usage } = await vended.ai.embed({ input: ['a'] });
    expect(vended.request().path).toBe(`${route}/sync/v1/embeddings`);
    expect(vended.body()).toMatchObject({ model: 'placeholder', input: ['a'] });
    expect(embeddings).toEqual([[0.1, 0.2]]);
    expect(usage).toMatchObject({ inputTokens: 7 });
  });

  it('embeds 128 texts at a time', async () => {
    await using vended = await owning((request) => {
      const { input } = request.json() as { input: string[] };
      const data = input.map((text, index) => ({ index, embedding: [Number(text)] }));
      return { body: { data, usage: { prompt_tokens: input.length } } };
    });
    const texts = Array.from({ length: 300 }, (_, index) => String(index));
    const { embeddings, usage } = await vended.ai.embed({ input: texts });
    expect(vended.server.requests).toHaveLength(3);
    expect(embeddings).toEqual(texts.map((text) => [Number(text)]));
    expect(usage).toMatchObject({ inputTokens: 300 });
  });

  it('ranks beside its OpenAI-like face', async () => {
    const body = [
      { index: 0, score: 0.1 },
      { index: 1, score: 0.9 },
    ];
    await using vended = await owning([{ body }]);
    const { results } = await vended.ai.rerank({ query: 'sea', documents: ['hill', 'wave'] });
    expect(vended.request().path).toBe(`${route}/sync/rerank`);
    expect(vended.body()).toEqual({ query: 'sea', texts: ['hill', 'wave'] });
    expect(results[0]).toEqual({ index: 1, score: 0.9 });
  });

  it('is healthy if its queue answers, which wakes nobody', async () => {
    await using vended = await owning([{ body: { num_queued_requests: 0 } }]);
    expect((await vended.ai.health()).status).toBe('ok');
    expect(vended.request().path).toBe(`${route}/async_queue_status`);
  });

  it('is woken', async () => {
    await using vended = await owning([{ status: 202, body: {} }]);
    await vended.ai.basetenWake();
    expect(vended.request()).toMatchObject({ method: 'POST', path: '/production/wake' });
  });
});

describe('the model APIs', () => {
  it('have chats and models alone', async () => {
    await using ai = pipeline(baseten({ apiKey: 'test-key' }));
    for (const call of [ai.embed({ model: 'm', input: 'a' }), ai.basetenPredict({ input: {} }), ai.basetenWake()])
      expect(await failureOf(call)).toMatchObject({ code: 'unsupported', message: expect.stringContaining('modelId') });
  });
});

describe('a chain', () => {
  it('has no chat', async () => {
    await using ai = pipeline(baseten({ apiKey: 'test-key', chainId: 'c1' }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('basetenPredict'),
    });
  });

  it('is run, at once or later', async () => {
    await using vended = await owning([{ body: { sum: 3 } }, { body: { request_id: 'run-1' } }], { chainId: 'c1' });
    expect(await vended.ai.basetenPredict({ input: { a: 1 } })).toMatchObject({ output: { sum: 3 } });
    expect(vended.request().path).toBe(`${route}/run_remote`);
    await vended.ai.basetenAsync({ input: { a: 1 } });
    expect(vended.request().path).toBe(`${route}/async_run_remote`);
  });
});

describe('a prediction', () => {
  it('has the input as its body, and the output as it is', async () => {
    await using vended = await owning([{ body: [1, 2] }, { headers: { 'content-type': 'text/plain' }, text: 'Hi' }]);
    expect(await vended.ai.basetenPredict({ input: [3, 'x'] })).toMatchObject({ output: [1, 2] });
    expect(vended.request().json()).toEqual([3, 'x']);
    const told = await vended.ai.basetenPredict({ input: {} });
    expect(told).toMatchObject({ text: 'Hi', mediaType: 'text/plain' });
    expect(told).not.toHaveProperty('output');
  });

  it('that streams is text as it comes, whole characters', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    await using vended = await owning([{ headers, text: 'Grüße, 世界' }]);
    const parts: string[] = [];
    const stream = vended.ai.basetenPredictStream({ input: { stream: true } });
    for await (const part of stream) if (part.type === 'text') parts.push(part.text);
    expect(parts.join('')).toBe('Grüße, 世界');
    expect(await stream.response).toMatchObject({ text: 'Grüße, 世界' });
  });

  it('that fails tells why in a header', async () => {
    const headers = {
      'x-baseten-error': 'code=600, description=The model raised an error',
      'content-type': 'text/plain',
    };
    await using vended = await owning([
      { status: 500, headers: { ...headers, 'x-baseten-request-id': 'req-1' }, text: '' },
    ]);
    expect(await failureOf(vended.ai.basetenPredict({ input: {} }))).toMatchObject({
      code: 'server',
      message: expect.stringContaining('The model raised an error'),
      requestId: 'req-1',
    });
    await using spent = await owning([{ status: 402, headers, text: '' }]);
    expect(await failureOf(spent.ai.basetenPredict({ input: {} }))).toMatchObject({
      code: 'quota',
      message: expect.stringContaining('The model raised an error'),
    });
  });
});

describe('a queued run', () => {
  const run = { request_id: 'run-1', model_id: 'abcd1234', deployment_id: 'd1', created_at: '2026-11-20T10:00:00Z' };

  it('wraps its input, and says where its output goes', async () => {
    await using vended = await owning([{ body: { request_id: 'run-1' } }]);
    const job = await vended.ai.basetenAsync({
      input: { prompt: 'Hi' },
      webhookURL: 'https://example.com/hook',
      priority: 0,
      maxQueueSeconds: 60,
      retry: { maxAttempts: 3, initialDelayMs: 10, maxDelayMs: 100 },
    });
    expect(vended.request().path).toBe(`${route}/async_predict`);
    expect(vended.body()).toEqual({
      model_input: { prompt: 'Hi' },
      webhook_endpoint: 'https://example.com/hook',
      priority: 0,
      max_time_in_queue_seconds: 60,
      inference_retry_config: { max_attempts: 3, initial_delay_ms: 10, max_delay_ms: 100 },
    });
    expect(job.id).toBe('run-1');
  });

  it('is looked up at the host, and may be taken up again', async () => {
    await using vended = await owning([{ body: { ...run, status: 'QUEUED' } }]);
    const job = await vended.ai.basetenAsync({ attach: 'run-1' });
    expect(await job.status()).toEqual({
      state: 'queued',
      rawState: 'QUEUED',
      createdAt: Date.UTC(2026, 10, 20, 10),
    });
    expect(vended.request()).toMatchObject({ method: 'GET', path: '/async_request/run-1' });
  });

  it.each([
    ['IN_PROGRESS', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['WEBHOOK_FAILED', 'failed'],
    ['EXPIRED', 'expired'],
    ['CANCELED', 'cancelled'],
  ])('that is %s is %s', async (status, state) => {
    await using vended = await owning([{ body: { ...run, status } }]);
    const job = await vended.ai.basetenAsync({ attach: 'run-1' });
    expect((await job.status()).state).toBe(state);
  });

  it('that failed tells why', async () => {
    const failed = { ...run, status: 'FAILED', errors: [{ code: 'MODEL_PREDICT_ERROR', message: 'It broke.' }] };
    await using vended = await owning([{ body: failed }]);
    const job = await vended.ai.basetenAsync({ attach: 'run-1' });
    expect(await failureOf(job.wait())).toMatchObject({
      code: 'server',
      message: expect.stringContaining('It broke.'),
    });
  });

  it('can be stopped while it is queued', async () => {
    const answers = [
      { request_id: 'run-1', canceled: true },
      { request_id: 'run-1', canceled: false, message: 'Too late.' },
    ];
    await using vended = await owning(answers.map((body) => ({ body })));
    const job = await vended.ai.basetenAsync({ attach: 'run-1' });
    await job.cancel();
    expect(vended.request()).toMatchObject({ method: 'DELETE', path: '/async_request/run-1' });
    expect(await failureOf(job.cancel())).toMatchObject({ message: expect.stringContaining('Too late.') });
  });
});

describe('a webhook', () => {
  const secret = 'whsec-1';
  const nowMs = Date.UTC(2026, 10, 20, 10);
  const body = JSON.stringify({
    request_id: 'run-1',
    model_id: 'abcd1234',
    deployment_id: 'd1',
    type: 'async_request_completed',
    time: '2026-11-20T09:59:00Z',
    data: { answer: 'Hello' },
    errors: [],
  });
  const signed = (key: string, text = body) => `v1=${createHmac('sha256', key).update(text).digest('hex')}`;
  const verify = (signature: string | undefined, more = {}) =>
    verifyBasetenWebhook({
      headers: { 'X-BASETEN-SIGNATURE': signature, 'X-BASETEN-REQUEST-ID': 'run-1' },
      body,
      secret,
      nowMs,
      ...more,
    });

  it('is what the model gave', async () => {
    expect(await verify(signed(secret))).toEqual({
      requestId: 'run-1',
      modelId: 'abcd1234',
      deploymentId: 'd1',
      sentAt: nowMs - 60_000,
      data: { answer: 'Hello' },
      errors: [],
    });
    const headers = new Headers({ 'x-baseten-signature': signed(secret) });
    expect(await verify(undefined, { headers })).toMatchObject({ requestId: 'run-1' });
  });

  it('has a signature for each secret while one is replaced', async () => {
    expect(await verify(`${signed('old')}, ${signed(secret)}`)).toMatchObject({ requestId: 'run-1' });
  });

  it.each([
    ['signed by another secret', signed('other'), {}],
    ['without a signature', undefined, {}],
    ['with nonsense for a signature', 'v1=xyz', {}],
    ['changed by a byte', signed(secret), { body: body.replace('Hello', 'Jello') }],
    ['that is old', signed(secret), { nowMs: nowMs + 600_000 }],
  ])('%s is refused', async (_, signature, more) => {
    expect(await failureOf(verify(signature, more))).toMatchObject({ code: 'authentication' });
  });

  it('needs a secret', async () => {
    vi.stubEnv('BASETEN_WEBHOOK_SECRET', '');
    expect(await failureOf(verify(signed(secret), { secret: undefined }))).toMatchObject({ code: 'config' });
    vi.stubEnv('BASETEN_WEBHOOK_SECRET', secret);
    expect(await verify(signed(secret), { secret: undefined })).toMatchObject({ requestId: 'run-1' });
  });
});

describe('a stream', () => {
  it('asks for its usage', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    await using vended = await serving([
      sseReply(
        { id: 'x', model, choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] },
        { id: 'x', model, choices: [], usage },
        '[DONE]',
      ),
    ]);
    const response = await vended.ai.stream({ model, messages }).response;
    expect(vended.body()).toMatchObject({ stream_options: { include_usage: true } });
    expect(response.usage).toMatchObject({ inputTokens: 5, outputTokens: 2 });
  });
});

describe('reasoning', () => {
  it.each([
    ['openai/gpt-oss-120b', 'high', { reasoning_effort: 'high' }],
    ['zai-org/GLM-5.2', 'high', { reasoning_effort: 'high' }],
    ['zai-org/GLM-5.2', 'none', { chat_template_kwargs: { enable_thinking: false } }],
    ['moonshotai/Kimi-K2.6', 'none', { chat_template_kwargs: { thinking: false } }],
    ['deepseek-ai/DeepSeek-V3.1', 'high', { chat_template_kwargs: { thinking: true } }],
    ['nvidia/Nemotron-120B-A12B', 'low', { chat_template_kwargs: { enable_thinking: true } }],
  ] as const)('of %s, %s, is %j', async (name, effort, sent) => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: name, messages, reasoning: { effort } });
    expect(vended.body()).toMatchObject(sent);
  });
});

describe('a failure', () => {
  it.each([
    [404, { error: 'Model not found' }, 'not-found'],
    [404, { error: { message: 'Model not found' }, request_id: 'chatcmpl-abc123' }, 'not-found'],
    [429, { error: 'Too many requests are queued' }, 'rate-limit'],
    [499, { error: 'Client closed' }, 'aborted'],
    [502, { error: 'Model error' }, 'server'],
    [503, { error: 'Not ready' }, 'overloaded'],
    [530, { error: 'Workload plane' }, 'overloaded'],
  ] as const)('of %i is read from %j', async (status, body, code) => {
    await using vended = await serving([{ status, body }]);
    expect(await failureOf(vended.ai.chat({ model, messages }))).toMatchObject({ code });
  });

  it('of the own model keeps its words', async () => {
    await using vended = await owning([openaiFailure(400, 'This exceeds the maximum context length.')]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code: 'context-length' });
  });
});
