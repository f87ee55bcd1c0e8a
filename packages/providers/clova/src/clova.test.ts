// What CLOVA Studio does otherwise, item by item of its documents.
import { inspect, pipeline, system, type ToolCallPart, toolResult, user } from '@kit/core';
import { type ExchangeResponse, failureOf, sampleSchema, sampleTool, served } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClovaOptions, clova } from './index.ts';

const model = 'HCX-005';
const messages = [user('Hi')];
const result = (message: object, more: object = {}) => ({
  message: { role: 'assistant', content: '', ...message },
  finishReason: 'stop',
  ...more,
});
const ok = (told: object): ExchangeResponse => ({ body: { status: { code: '20000', message: 'OK' }, result: told } });
const hello = ok(result({ content: 'Hello' }));
const events = (...told: readonly (readonly [name: string, data: object])[]): ExchangeResponse => ({
  headers: { 'content-type': 'text/event-stream' },
  text: told.map(([name, data]) => `id:1\nevent:${name}\ndata:${JSON.stringify(data)}\n\n`).join(''),
});
const token = (message: object) =>
  ['token', { message: { role: 'assistant', content: '', ...message }, finishReason: null }] as const;
type Answers = Parameters<typeof served>[1];
const serving = (answers: Answers, more: ClovaOptions = {}) =>
  served((at) => clova({ ...at, model, ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  const at = async (options: ClovaOptions, asked = model) => {
    await using ai = pipeline(clova({ apiKey: 'nv-test', ...options }));
    return (await inspect(ai, 'chat', { model: asked, messages })).url;
  };

  it('has the model in its path, tuned ones and those of the first version in theirs', async () => {
    expect(await at({})).toBe('https://clovastudio.stream.ntruss.com/v3/chat-completions/HCX-005');
    expect(await at({}, 'tasks/t-1')).toBe('https://clovastudio.stream.ntruss.com/v3/tasks/t-1/chat-completions');
    expect(await at({}, 'HCX-003')).toBe('https://clovastudio.stream.ntruss.com/v1/chat-completions/HCX-003');
    expect(await at({ pathPrefix: '/testapp/' })).toBe(
      'https://clovastudio.stream.ntruss.com/testapp/v3/chat-completions/HCX-005',
    );
  });

  it('is one for both wires', async () => {
    expect(await at({ baseURL: 'https://gov.example/v1/openai', api: 'chat' })).toBe(
      'https://gov.example/v1/openai/chat/completions',
    );
    vi.stubEnv('CLOVASTUDIO_API_BASE_URL', 'https://env.example/');
    expect(await at({})).toBe('https://env.example/v3/chat-completions/HCX-005');
  });
});

describe('a key', () => {
  it('is a bearer token, and every request has an id', async () => {
    await using vended = await serving([hello, hello]);
    await vended.ai.chat({ messages });
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
    const ids = [0, 1].map((index) => vended.request(index).headers['x-ncp-clovastudio-request-id']);
    expect(new Set(ids).size).toBe(2);
  });

  it('of the older scheme comes with a second one', async () => {
    await using vended = await serving([hello, hello], { gatewayKey: 'gateway' });
    await vended.ai.chat({ messages });
    expect(vended.request().headers).toMatchObject({
      'x-ncp-clovastudio-api-key': 'test-key',
      'x-ncp-apigw-api-key': 'gateway',
    });
    expect(vended.request().headers.authorization).toBeUndefined();
    await vended.ai.chat({ messages }, { credentials: { apiKey: 'nv-tenant' } });
    expect(vended.request().headers.authorization).toBe('Bearer nv-tenant');
    expect(vended.request().headers['x-ncp-apigw-api-key']).toBeUndefined();
  });

  it('of the older scheme may come from the environment', async () => {
    vi.stubEnv('CLOVASTUDIO_API_KEY', '');
    vi.stubEnv('NCP_CLOVASTUDIO_API_KEY', 'old-key');
    vi.stubEnv('NCP_APIGW_API_KEY', 'gateway');
    await using vended = await serving([hello], { apiKey: undefined });
    await vended.ai.chat({ messages });
    expect(vended.request().headers).toMatchObject({
      'x-ncp-clovastudio-api-key': 'old-key',
      'x-ncp-apigw-api-key': 'gateway',
    });
  });

  it('that is missing is asked for', async () => {
    vi.stubEnv('CLOVASTUDIO_API_KEY', '');
    vi.stubEnv('NCP_APIGW_API_KEY', '');
    await using ai = pipeline(clova({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('CLOVASTUDIO_API_KEY');
  });
});

describe('a stream', () => {
  it('is asked for by what is accepted, and its result is not told again', async () => {
    const whole = result(
      { content: '안녕하세요', thinkingContent: '생각' },
      { usage: { promptTokens: 5, completionTokens: 9, completionTokensDetails: { thinkingTokens: 4 } } },
    );
    await using vended = await serving([
      events(
        token({ thinkingContent: '생' }),
        token({ thinkingContent: '각' }),
        token({ content: '안녕' }),
        token({ content: '하세요' }),
        ['result', whole],
      ),
    ]);
    const answer = await vended.ai.stream({ model: 'HCX-007', messages }).response;
    expect(vended.request().headers.accept).toBe('text/event-stream');
    expect(vended.body()).not.toHaveProperty('stream');
    expect(answer).toMatchObject({
      text: '안녕하세요',
      reasoning: '생각',
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 9, outputDetails: { reasoning: 4, text: 5 } },
    });
  });

  it('without pieces is told by its result', async () => {
    await using vended = await serving([events(['result', result({ content: 'Hello' })])]);
    expect((await vended.ai.stream({ messages }).response).text).toBe('Hello');
  });

  it('has pieces of arguments without an id, which belong to the call begun last', async () => {
    const piece = (partialJson: string) => token({ toolCalls: [{ type: 'function', function: { partialJson } }] });
    const begun = (id: string) => token({ toolCalls: [{ id, type: 'function', function: { name: 'clock' } }] });
    const calls = [
      ['call_1', 'Rome'],
      ['call_2', 'Oslo'],
    ].map(([id, zone]) => ({ id, type: 'function', function: { name: 'clock', arguments: { zone } } }));
    await using vended = await serving([
      events(begun('call_1'), piece('{"zone":'), piece('"Rome"}'), begun('call_2'), piece('{"zone":"Oslo"}'), [
        'result',
        result({ toolCalls: calls }, { finishReason: 'tool_calls' }),
      ]),
      events(token({ content: 'Let me see.' }), [
        'result',
        result({ toolCalls: calls }, { finishReason: 'tool_calls' }),
      ]),
    ]);
    const answer = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(answer.toolCalls.map(({ id, input }) => [id, input])).toEqual([
      ['call_1', { zone: 'Rome' }],
      ['call_2', { zone: 'Oslo' }],
    ]);
    // Calls that no piece has told are in the result alone.
    expect((await vended.ai.stream({ messages, tools: [sampleTool] }).response).toolCalls).toHaveLength(2);
  });

  it('may fail by an event, or before it begins', async () => {
    await using vended = await serving([
      events(token({ content: 'Hel' }), ['error', { status: { code: '42901', message: 'Too many tokens' } }]),
      { status: 400, body: { status: { code: '40003', message: 'Text too long' }, result: null } },
      { body: { status: { code: '50000', message: 'It broke' }, result: null } },
    ]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({
      code: 'rate-limit',
      partial: { text: 'Hel' },
    });
    expect((await failureOf(vended.ai.stream({ messages }).ready())).code).toBe('context-length');
    expect((await failureOf(vended.ai.chat({ messages }))).code).toBe('server');
  });
});

describe('a request', () => {
  it('has calls with objects for arguments, and results by id', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'clock', arguments: { zone: 'Rome' } } };
    await using vended = await serving([ok(result({ toolCalls: [call] }, { finishReason: 'tool_calls' })), hello]);
    const first = await vended.ai.chat({ messages, tools: [{ name: 'clock' }] });
    expect(vended.body()).toMatchObject({
      maxTokens: 1_024,
      tools: [{ function: { name: 'clock', description: 'clock' } }],
    });
    expect(first.toolCalls).toMatchObject([{ id: 'call_1', arguments: '{"zone":"Rome"}', input: { zone: 'Rome' } }]);
    await vended.ai.chat({
      messages: [...messages, first.message, toolResult(first.toolCalls[0] as ToolCallPart, 'Noon')],
    });
    expect(vended.body().messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '', toolCalls: [call] },
      { role: 'tool', toolCallId: 'call_1', content: 'Noon' },
    ]);
  });

  it('has enough tokens beside functions', async () => {
    await using vended = await serving([hello, hello]);
    const { warnings } = await vended.ai.chat({ messages, tools: [sampleTool], maxTokens: 100 });
    expect(warnings.map(({ feature }) => feature)).toEqual(['maxTokens']);
    expect(vended.body().maxTokens).toBe(1_024);
    await vended.ai.chat({ model: 'HCX-007', messages, tools: [sampleTool], maxTokens: 5_000 });
    expect(vended.body()).toMatchObject({ maxCompletionTokens: 5_000, thinking: { effort: 'none' } });
    expect(vended.body()).not.toHaveProperty('maxTokens');
  });

  it('that thinks has neither functions nor a schema', async () => {
    await using vended = await serving([hello, hello]);
    const output = { type: 'json-schema', schema: sampleSchema } as const;
    const { warnings } = await vended.ai.chat({ model: 'HCX-007', messages, output, reasoning: { effort: 'high' } });
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning.effort']);
    expect(vended.body()).toMatchObject({ thinking: { effort: 'none' }, responseFormat: { type: 'json' } });
    const other = await vended.ai.chat({ messages, output });
    expect(other.warnings.map(({ feature }) => feature)).toEqual(['output.schema']);
    expect(vended.body()).not.toHaveProperty('responseFormat');
  });

  it('has pictures by link or data, and none beside functions', async () => {
    await using vended = await serving([hello]);
    const asked = [
      user([
        { type: 'image', source: { url: 'https://example.com/a.png' } },
        { type: 'text', text: 'What?' },
      ]),
    ];
    await vended.ai.chat({ messages: asked });
    expect(vended.body().messages).toMatchObject([
      { content: [{ type: 'image_url', imageUrl: { url: 'https://example.com/a.png' } }, { type: 'text' }] },
    ]);
    expect(await failureOf(vended.ai.chat({ messages: asked, tools: [sampleTool] }))).toMatchObject({
      code: 'unsupported',
      field: 'tools',
    });
  });

  it('has one system message, and what only the vendor knows', async () => {
    await using vended = await serving([hello]);
    await vended.ai.chat({
      messages: [system('A.'), user('Hi'), system('B.')],
      vendor: { clova: { repetitionPenalty: 1.2, includeAiFilter: false } },
    });
    expect(vended.body()).toEqual({
      messages: [
        { role: 'system', content: expect.stringMatching(/A\.\s+B\./) },
        { role: 'user', content: 'Hi' },
      ],
      repetitionPenalty: 1.2,
      includeAiFilter: false,
    });
  });

  it('of the first version has names of its own', async () => {
    await using vended = await serving([
      ok({
        message: { role: 'assistant', content: 'Hello' },
        stopReason: 'stop_before',
        inputLength: 20,
        outputLength: 5,
      }),
      events(token({ content: 'Hel' }), token({ content: 'lo' }), [
        'result',
        { message: { role: 'assistant', content: 'Hello' }, stopReason: 'length', inputLength: 20, outputLength: 5 },
      ]),
    ]);
    const answer = await vended.ai.chat({ model: 'HCX-003', messages, stop: 'x' });
    expect(vended.body().stopBefore).toEqual(['x']);
    expect(answer).toMatchObject({ text: 'Hello', finishReason: 'stop', usage: { inputTokens: 20, outputTokens: 5 } });
    expect(await vended.ai.stream({ model: 'HCX-003', messages }).response).toMatchObject({
      text: 'Hello',
      finishReason: 'length',
    });
  });
});

describe('a filter', () => {
  it('says in `meta` what it saw', async () => {
    const aiFilter = [{ groupName: 'curse', name: 'insult', score: '1', result: 'OK' }];
    await using vended = await serving([ok(result({ content: 'Hello' }, { aiFilter, seed: 3 }))]);
    expect((await vended.ai.chat({ messages })).meta.vendor).toMatchObject({ aiFilter, seed: 3 });
  });
});

describe('vectors', () => {
  it('are made one by one, in the order of the texts', async () => {
    await using vended = await serving((request) =>
      ok({ embedding: [Number((request.json() as { text: string }).text.slice(1))], inputTokens: 2 }),
    );
    const { embeddings, usage } = await vended.ai.embed({
      model: 'clir-emb-dolphin',
      input: ['t0', 't1', 't2', 't3', 't4', 't5'],
    });
    expect(embeddings.flat()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(usage?.inputTokens).toBe(12);
    expect(vended.request().path).toBe('/v1/api-tools/embedding/clir-emb-dolphin');
    await vended.ai.embed({ model: 'bge-m3', input: 't1' });
    expect(vended.request().path).toBe('/v1/api-tools/embedding/v2');
  });
});

describe("over OpenAI's wire", () => {
  it('contents are never null, and thoughts have another name', async () => {
    const { reply } = openaiAnswer({ thoughts: { thinking_content: 'Hm.' }, content: 'Noon.' }, 'stop');
    await using vended = await serving([reply], { api: 'chat' });
    const call = { type: 'tool-call', id: 'c', name: 'clock', arguments: '{}' } as const;
    const answer = await vended.ai.chat({
      model: 'HCX-007',
      messages: [...messages, { role: 'assistant', content: [call] }, toolResult(call, 'Noon')],
      maxTokens: 9,
    });
    expect(vended.body()).toMatchObject({ max_completion_tokens: 9, messages: [{}, { content: '' }, {}] });
    expect(answer).toMatchObject({ reasoning: 'Hm.', text: 'Noon.' });
  });
});
