// What Databricks does otherwise, item by item of its documents.
import { assistant, inspect, pipeline, user } from '@kit/core';
import { failureOf, replayServer, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { databricks } from './index.ts';

const model = 'databricks-gpt-oss-120b';
const claude = 'databricks-claude-sonnet-4-5';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => databricks({ ...at, model, ...more }), answers);
const urlOf = async (options: Parameters<typeof databricks>[0]) =>
  (await inspect(databricks({ apiKey: 'test-key', model, ...options }), 'chat', { messages })).url;

afterEach(() => void vi.unstubAllEnvs());

describe('the workspace', () => {
  it.each([
    'dbc-1.cloud.databricks.com',
    'https://dbc-1.cloud.databricks.com',
    'https://dbc-1.cloud.databricks.com/',
    'https://dbc-1.cloud.databricks.com/?o=123',
  ])('is %s', async (host) => {
    expect(await urlOf({ host })).toBe('https://dbc-1.cloud.databricks.com/serving-endpoints/chat/completions');
  });

  it('comes from DATABRICKS_HOST, and has to come from somewhere', async () => {
    vi.stubEnv('DATABRICKS_HOST', 'adb-1.2.azuredatabricks.net');
    expect(await urlOf({})).toBe('https://adb-1.2.azuredatabricks.net/serving-endpoints/chat/completions');
    vi.stubEnv('DATABRICKS_HOST', '');
    expect(() => databricks()).toThrow(/DATABRICKS_HOST/);
  });

  it("may be the base URL of OpenAI's clients", async () => {
    expect(await urlOf({ baseURL: 'https://dbc-1.cloud.databricks.com/serving-endpoints' })).toBe(
      'https://dbc-1.cloud.databricks.com/serving-endpoints/chat/completions',
    );
  });

  it('has three doors', async () => {
    const host = 'dbc-1.cloud.databricks.com';
    expect(await urlOf({ host, route: 'ai-gateway' })).toBe(`https://${host}/ai-gateway/mlflow/v1/chat/completions`);
    expect(await urlOf({ host, route: 'ai-gateway', api: 'responses' })).toBe(
      `https://${host}/ai-gateway/openai/v1/responses`,
    );
    expect(await urlOf({ host, route: 'invocations' })).toBe(`https://${host}/serving-endpoints/${model}/invocations`);
    expect(await urlOf({ host, api: 'responses' })).toBe(`https://${host}/serving-endpoints/responses`);
  });
});

describe('a token', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('DATABRICKS_TOKEN', '');
    vi.stubEnv('DATABRICKS_CLIENT_ID', '');
    await using ai = pipeline(databricks({ host: 'dbc-1.cloud.databricks.com', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('DATABRICKS_TOKEN'),
    });
  });

  it('of a service principal is bought with Basic, once for calls that come together', async () => {
    await using server = await replayServer({
      answer: ({ path }) => (path === '/oidc/v1/token' ? { body: { access_token: 't1', expires_in: 3600 } } : reply),
    });
    await using ai = pipeline(
      databricks({ baseURL: server.url, model, clientId: 'app', clientSecret: 'secret-of-the-app' }),
    );
    await Promise.all([ai.chat({ messages }), ai.chat({ messages }), ai.chat({ messages })]);
    const bought = server.requests.filter(({ path }) => path === '/oidc/v1/token');
    expect(bought).toHaveLength(1);
    expect(bought[0]?.text()).toBe('grant_type=client_credentials&scope=all-apis');
    expect(bought[0]?.headers.authorization).toBe(`Basic ${Buffer.from('app:secret-of-the-app').toString('base64')}`);
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer t1');
  });

  it('that has expired is told as 403, and another is bought', async () => {
    let sold = 0;
    await using server = await replayServer({
      answer: ({ path, headers }) => {
        if (path === '/oidc/v1/token') return { body: { access_token: `t${++sold}`, expires_in: 3600 } };
        return headers.authorization === 'Bearer t1'
          ? { status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'Invalid access token.' } }
          : reply;
      },
    });
    await using ai = pipeline(
      databricks({ baseURL: server.url, model, clientId: 'app', clientSecret: async () => 'secret' }),
    );
    expect((await ai.chat({ messages })).text).toBe('Hello');
    expect(sold).toBe(2);
  });

  it('of Entra is for the resource that Databricks is in every tenant', async () => {
    await using server = await replayServer({
      answer: ({ path }) => (path === '/entra' ? { body: { access_token: 'e1', expires_in: 3600 } } : reply),
    });
    await using ai = pipeline(
      databricks({
        baseURL: server.url,
        model,
        tenantId: 'tenant',
        clientId: 'app',
        clientSecret: 'secret',
        tokenURL: `${server.url}/entra`,
      }),
    );
    await ai.chat({ messages });
    expect(server.requests[0]?.text()).toBe(
      'grant_type=client_credentials&scope=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d%2F.default&client_id=app&client_secret=secret',
    );
  });

  it('of another identity provider is exchanged', async () => {
    await using server = await replayServer({
      answer: ({ path }) => (path === '/oidc/v1/token' ? { body: { access_token: 'f1', expires_in: 3600 } } : reply),
    });
    await using ai = pipeline(databricks({ baseURL: server.url, model, subjectToken: () => 'their.jwt' }));
    await ai.chat({ messages });
    expect(server.requests[0]?.text()).toContain('subject_token=their.jwt&subject_token_type=');
    expect(server.requests[1]?.headers.authorization).toBe('Bearer f1');
  });
});

describe('content', () => {
  it('that was a list with a signature goes back as it came', async () => {
    const summary = [{ type: 'summary_text', text: 'Hm.', signature: 'EqQB' }];
    const content = [
      { type: 'reasoning', summary },
      { type: 'text', text: 'Two.' },
    ];
    await using vended = await serving([openaiAnswer({ more: { content } }, 'stop').reply, reply], { model: claude });
    const first = await vended.ai.chat({ messages });
    expect(first).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
    await vended.ai.chat({ messages: [...messages, first.message, user('And?')] });
    expect(vended.body()).toMatchObject({ messages: [{}, { role: 'assistant', content }, {}] });
  });

  it('is cached where it is marked', async () => {
    await using vended = await serving([reply], { model: claude });
    await vended.ai.chat({ messages: [user([{ type: 'text', text: 'Long.', cache: true }])] });
    expect(vended.body()).toMatchObject({
      messages: [{ content: [{ type: 'text', text: 'Long.', cache_control: { type: 'ephemeral' } }] }],
    });
  });
});

describe('thinking', () => {
  it('of Claude has a budget below the limit', async () => {
    await using vended = await serving([reply, reply, reply], { model: claude });
    await vended.ai.chat({ messages, reasoning: { effort: 'low' } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 10_240 });
    await vended.ai.chat({ messages, reasoning: { budgetTokens: 9000 }, maxTokens: 4096 });
    expect(vended.body()).toMatchObject({ thinking: { budget_tokens: 3072 }, max_tokens: 4096 });
    await vended.ai.chat({ model: 'databricks-claude-sonnet-5', messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'adaptive' } });
  });

  it('of the others has an effort, or none', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'high' });
    const { warnings } = await vended.ai.chat({
      model: 'databricks-llama-4-maverick',
      messages,
      reasoning: { effort: 'high' },
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning']);
  });
});

describe('usage', () => {
  it('may be null, and stands in every event of a stream', async () => {
    const chunk = (content: string, usage: object | null, finish: string | null = null) => ({
      id: 'c',
      choices: [{ index: 0, delta: { role: null, content }, finish_reason: finish }],
      usage,
    });
    await using vended = await serving([
      sseReply(
        chunk('Hel', null),
        chunk('lo', { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 }),
        chunk('', { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }, 'stop'),
        '[DONE]',
      ),
    ]);
    const { text, usage } = await vended.ai.stream({ messages }).response;
    expect(text).toBe('Hello');
    expect(usage).toMatchObject({ inputTokens: 3, outputTokens: 2 });
  });
});

describe('an agent', () => {
  it('streams responses that end with their last item', async () => {
    await using vended = await serving(
      [
        sseReply(
          { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Hello' },
          {
            type: 'response.output_item.done',
            item: {
              type: 'message',
              id: 'msg_1',
              role: 'assistant',
              content: [{ type: 'output_text', text: 'Hello' }],
            },
          },
          {
            type: 'responses.completed',
            response: { id: 'r', usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } },
          },
        ),
      ],
      { api: 'responses' },
    );
    expect(await vended.ai.stream({ messages }).response).toMatchObject({ text: 'Hello', usage: { outputTokens: 2 } });
  });
});

describe('an agent that takes steps', () => {
  const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'python', arguments: '{"code":"4*3"}' };
  const message = (id: string, text: string) => ({
    type: 'message',
    id,
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  });
  const completed = (id: string, output: object[], tokens: number) => ({
    type: 'response.completed',
    response: { id, output, usage: { input_tokens: tokens, output_tokens: 1, total_tokens: tokens + 1 } },
  });
  const made = { type: 'function_call_output', call_id: 'call_1', output: '12' };

  it('is read to its last response; what it called itself is not left to the caller', async () => {
    await using vended = await serving(
      [
        sseReply(
          { type: 'response.created', response: { id: 'r1', output: [] } },
          { type: 'response.output_text.delta', item_id: 'm1', output_index: 0, delta: 'I compute. ' },
          { type: 'response.output_item.done', output_index: 0, item: message('m1', 'I compute. ') },
          { type: 'response.output_item.done', output_index: 1, item: call },
          completed('r1', [message('m1', 'I compute. '), call], 10),
          made,
          { type: 'response.created', response: { id: 'r2', output: [] } },
          { type: 'response.output_text.delta', item_id: 'm2', output_index: 0, delta: 'It is 12.' },
          { type: 'response.output_item.done', output_index: 0, item: message('m2', 'It is 12.') },
          completed('r2', [message('m2', 'It is 12.')], 20),
        ),
      ],
      { api: 'responses' },
    );
    const stream = vended.ai.stream({ messages });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    expect(await stream.response).toMatchObject({
      text: 'I compute. It is 12.',
      toolCalls: [],
      finishReason: 'stop',
      usage: { inputTokens: 30, outputTokens: 2 },
    });
    expect(types.filter((type) => /tool|start|finish/.test(type))).toEqual([
      'start',
      'hosted-tool-call',
      'tool-result',
      'finish',
    ]);
  });

  it('leaves the calls that nobody has made to the caller', async () => {
    await using vended = await serving(
      [sseReply({ type: 'response.output_item.done', output_index: 0, item: call }, completed('r1', [call], 10))],
      { api: 'responses' },
    );
    expect(await vended.ai.stream({ messages }).response).toMatchObject({
      toolCalls: [{ id: 'call_1', name: 'python' }],
      finishReason: 'tool-calls',
    });
  });

  it('is told apart in complete replies, too', async () => {
    const { response } = completed('r1', [call, made, message('m1', 'It is 12.')], 10);
    await using vended = await serving([{ body: { object: 'response', status: 'completed', ...response } }], {
      api: 'responses',
    });
    expect(await vended.ai.chat({ messages })).toMatchObject({
      text: 'It is 12.',
      toolCalls: [],
      finishReason: 'stop',
    });
  });
});

describe('an endpoint', () => {
  it('that is not ready is degraded', async () => {
    await using vended = await serving([{ body: { name: 'mine', state: { ready: 'NOT_READY' } } }]);
    expect(await vended.ai.health({ model: 'mine' })).toMatchObject({ status: 'degraded' });
    expect(vended.request().path).toBe('/api/2.0/serving-endpoints/mine');
  });

  it('of a kind of its own is asked in its own words', async () => {
    await using vended = await serving([{ body: { predictions: [1] } }]);
    const { output } = await vended.ai.databricksInvoke({ model: 'iris', body: { instances: [[1, 2]] } });
    expect(output).toEqual({ predictions: [1] });
    expect(vended.request().path).toBe('/serving-endpoints/iris/invocations');
    expect(vended.body()).toEqual({ instances: [[1, 2]] });
  });

  it('keeps what tells calls apart with it', async () => {
    const call = { id: 'c1', type: 'function' as const, function: { name: 'clock', arguments: '{}' } };
    const signed = { ...call, thoughtSignature: 'sig' };
    await using vended = await serving([openaiAnswer({ calls: [signed] }, 'tool_calls').reply, reply]);
    const { message } = await vended.ai.chat({ messages });
    await vended.ai.chat({ messages: [...messages, message, assistant('ok')] });
    expect(vended.request().text()).toContain('"thoughtSignature":"sig"');
  });
});
