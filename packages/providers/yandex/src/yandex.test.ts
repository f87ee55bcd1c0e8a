// What Yandex AI Studio does otherwise, item by item of its documents.
import { constants, createVerify, generateKeyPairSync } from 'node:crypto';
import { assistant, inspect, pipeline, type ToolCallPart, toolResult, user } from '@kit/core';
import { failureOf, type ReceivedRequest, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type YandexOptions, yandex } from './index.ts';

const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const native = (message: object, word = 'FINAL', usage: object | undefined = undefined) => ({
  result: {
    alternatives: [{ message: { role: 'assistant', ...message }, status: `ALTERNATIVE_STATUS_${word}` }],
    usage,
  },
});
type Answers = Parameters<typeof served>[1];
const serving = (answers: Answers, more: YandexOptions = {}) =>
  served((at) => yandex({ ...at, folder: 'f-1', model: 'yandexgpt', ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('a model', () => {
  it.each([
    ['yandexgpt', 'gpt://f-1/yandexgpt/latest'],
    ['yandexgpt/rc', 'gpt://f-1/yandexgpt/rc'],
    ['yandexgpt/latest@tuned', 'gpt://f-1/yandexgpt/latest@tuned'],
    ['gpt://other/yandexgpt/latest', 'gpt://other/yandexgpt/latest'],
  ])('named %s is %s', async (model, link) => {
    await using vended = await serving([reply, { body: native({ text: 'Hello' }) }]);
    const answer = await vended.ai.chat({ model, messages });
    expect(vended.body().model).toBe(link);
    expect(answer.meta.requestedModel).toBe(model);
  });

  it('needs a folder', async () => {
    vi.stubEnv('YC_FOLDER_ID', '');
    await using ai = pipeline(yandex({ apiKey: 'test-key' }));
    const error = await failureOf(ai.chat({ model: 'yandexgpt', messages }));
    expect(error).toMatchObject({ code: 'config', field: 'folder' });
    expect(error.message).toContain('YC_FOLDER_ID');
    expect((await inspect(ai, 'chat', { model: 'gpt://f/m/latest', messages })).url).toContain('/v1/chat/completions');
  });
});

describe('an address', () => {
  it('differs by wire', async () => {
    const at = async (options: YandexOptions, operation: 'chat' | 'countTokens' | 'models') => {
      await using ai = pipeline(yandex({ apiKey: 'test-key', folder: 'f-1', model: 'yandexgpt', ...options }));
      return (await inspect(ai, operation, operation === 'models' ? {} : { messages })).url;
    };
    expect(await at({}, 'chat')).toBe('https://ai.api.cloud.yandex.net/v1/chat/completions');
    expect(await at({ api: 'responses' }, 'chat')).toBe('https://ai.api.cloud.yandex.net/v1/responses');
    expect(await at({ api: 'native' }, 'chat')).toBe('https://llm.api.cloud.yandex.net/foundationModels/v1/completion');
    expect(await at({}, 'countTokens')).toBe('https://llm.api.cloud.yandex.net/foundationModels/v1/tokenizeCompletion');
    expect(await at({ baseURL: 'https://llm.api.cloud.yandex.net/v1' }, 'models')).toBe(
      'https://llm.api.cloud.yandex.net/v1/models',
    );
    vi.stubEnv('YC_BASE_URL', 'https://proxy.example/v1/');
    expect(await at({ api: 'native' }, 'chat')).toBe('https://proxy.example/foundationModels/v1/completion');
  });

  it('gets the folder, and the wish not to be logged', async () => {
    await using vended = await serving([reply], { dataLogging: false });
    await vended.ai.chat({ messages });
    expect(vended.request().headers).toMatchObject({
      'x-folder-id': 'f-1',
      'openai-project': 'f-1',
      'x-data-logging-enabled': 'false',
    });
  });
});

describe('a credential', () => {
  it('that is a key is no bearer token', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Api-Key test-key');
  });

  it('that is a token is one', async () => {
    await using vended = await serving([reply, reply], { apiKey: undefined, iamToken: async () => 't1.token' });
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer t1.token');
    await vended.ai.chat({ messages }, { credentials: { apiKey: 'key-of-a-tenant' } });
    expect(vended.request().headers.authorization).toBe('Api-Key key-of-a-tenant');
  });

  it('may be brought by a call, as a token', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages }, { credentials: { iamToken: 't1.tenant' } });
    expect(vended.request().headers.authorization).toBe('Bearer t1.tenant');
  });

  it.each(['YC_IAM_TOKEN', 'YC_TOKEN'])('comes from %s where there is no YC_API_KEY', async (name) => {
    for (const other of ['YC_API_KEY', 'YC_IAM_TOKEN', 'YC_TOKEN']) vi.stubEnv(other, '');
    vi.stubEnv(name, 't1.environment');
    await using vended = await serving([reply, reply], { apiKey: undefined });
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer t1.environment');
    vi.stubEnv('YC_API_KEY', 'key-of-environment');
    await using keyed = await serving([reply], { apiKey: undefined });
    await keyed.ai.chat({ messages });
    expect(keyed.request().headers.authorization).toBe('Api-Key key-of-environment');
  });

  it('that is missing is asked for', async () => {
    for (const name of ['YC_API_KEY', 'YC_IAM_TOKEN', 'YC_TOKEN']) vi.stubEnv(name, '');
    await using ai = pipeline(yandex({ folder: 'f-1', model: 'yandexgpt' }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('YC_API_KEY');
  });

  it('that is wrong is told as such', async () => {
    await using vended = await serving([
      { status: 401, body: { error: { grpcCode: 16, httpCode: 401, message: 'Unknown api key' } } },
    ]);
    expect((await failureOf(vended.ai.chat({ messages }))).code).toBe('authentication');
  });
});

describe('an authorized key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const authorizedKey = {
    id: 'key-1',
    service_account_id: 'account-1',
    private_key: `PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <key-1>\n${pem}`,
  };
  const exchanging = (
    tokens: (bought: number) => object,
    answer: (request: ReceivedRequest) => object = () => reply,
  ) => {
    let bought = 0;
    return served(
      ({ baseURL }) =>
        yandex({ baseURL, folder: 'f-1', model: 'yandexgpt', authorizedKey, tokenURL: `${baseURL}/iam/v1/tokens` }),
      (request) => (request.path.endsWith('/tokens') ? { body: tokens(++bought) } : answer(request)),
    );
  };
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

  it('buys a token with a signed claim, once for all calls', async () => {
    await using vended = await exchanging(() => ({ iamToken: 't1.bought', expiresAt: inHours(12) }));
    await Promise.all([vended.ai.chat({ messages }), vended.ai.chat({ messages })]);
    await vended.ai.chat({ messages });
    const exchanges = vended.server.requests.filter(({ path }) => path.endsWith('/tokens'));
    expect(exchanges).toHaveLength(1);
    expect(vended.request().headers.authorization).toBe('Bearer t1.bought');
    const { jwt } = (exchanges[0] as ReceivedRequest).json() as { jwt: string };
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const isGood = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify({ key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature, 'base64url');
    expect(isGood).toBe(true);
    expect(JSON.parse(atob(header))).toEqual({ alg: 'PS256', typ: 'JWT', kid: 'key-1' });
    const told = JSON.parse(atob(claims)) as Record<string, number | string>;
    expect(told).toMatchObject({ iss: 'account-1', aud: 'https://iam.api.cloud.yandex.net/iam/v1/tokens' });
    expect(Number(told.exp) - Number(told.iat)).toBe(3_600);
    // A minute ago: clocks differ.
    expect(Number(told.iat)).toBeLessThan(Date.now() / 1_000 - 30);
  });

  it('buys another where the token was refused, or has run out', async () => {
    let refused = 0;
    await using vended = await exchanging(
      (bought) => ({ iamToken: `t1.number-${bought}`, expiresAt: inHours(12) }),
      ({ headers }) =>
        headers.authorization === 'Bearer t1.number-1' && ++refused
          ? { status: 401, body: { code: 16, message: 'The token is invalid' } }
          : reply,
    );
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(refused).toBe(1);
    expect(vended.request().headers.authorization).toBe('Bearer t1.number-2');
    await using brief = await exchanging((bought) => ({ iamToken: `t1.number-${bought}`, expiresAt: inHours(-1) }));
    await brief.ai.chat({ messages });
    await brief.ai.chat({ messages });
    expect(brief.request().headers.authorization).toBe('Bearer t1.number-2');
  });

  it('that nobody knows is an authentication failure that shows nothing', async () => {
    await using vended = await served(
      ({ baseURL }) => yandex({ baseURL, folder: 'f-1', model: 'm', authorizedKey, tokenURL: `${baseURL}/tokens` }),
      [{ status: 400, body: { code: 3, message: 'Key not found' } }],
    );
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('PRIVATE KEY');
  });

  it('must be whole', () => {
    expect(() => yandex({ authorizedKey: { id: 'x' } as never })).toThrow(/service_account_id/);
  });
});

describe('tokens', () => {
  it('can be bought with an OAuth token, or from the machine', async () => {
    await using vended = await served(
      ({ baseURL }) =>
        yandex({ baseURL, folder: 'f-1', model: 'm', oauthToken: 'y0_oauth', tokenURL: `${baseURL}/tokens` }),
      [{ body: { iamToken: 't1.a' } }, reply],
    );
    await vended.ai.chat({ messages });
    expect(vended.body(0)).toEqual({ yandexPassportOauthToken: 'y0_oauth' });
    await using machine = await served(
      ({ baseURL }) => yandex({ baseURL, folder: 'f-1', model: 'm', metadata: true, tokenURL: `${baseURL}/token` }),
      [{ body: { access_token: 't1.b', expires_in: 43_000 } }, reply],
    );
    await machine.ai.chat({ messages });
    expect(machine.request(0)).toMatchObject({ method: 'GET' });
    expect(machine.request(0).headers['metadata-flavor']).toBe('Google');
    expect(machine.request().headers.authorization).toBe('Bearer t1.b');
  });
});

describe("over OpenAI's wire", () => {
  const chunk = (delta: object, finish?: string) => ({
    id: 'c-1',
    model: 'gpt://yandexgpt/latest',
    choices: [{ index: 0, delta, ...(finish && { finish_reason: finish }) }],
  });
  const call = (index: number, id: string, text: string, name = id) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: text },
  });

  it('two calls of one function have the same id, which is made good', async () => {
    const calls = [call(0, 'clock', '{"zone":"Rome"}'), call(1, 'clock', '{"zone":"Oslo"}')];
    await using vended = await serving([
      sseReply(chunk({ role: 'assistant', tool_calls: calls }, 'tool_calls'), '[DONE]'),
      { body: { choices: [{ message: { role: 'assistant', tool_calls: calls }, finish_reason: 'tool_calls' }] } },
    ]);
    const streamed = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(streamed.toolCalls.map(({ id, input }) => [id, input])).toEqual([
      ['clock', { zone: 'Rome' }],
      ['clock_2', { zone: 'Oslo' }],
    ]);
    expect(streamed).not.toHaveProperty('usage');
    const whole = await vended.ai.chat({ messages, tools: [sampleTool] });
    expect(whole.toolCalls).toEqual(streamed.toolCalls);
  });

  it('open models repeat empty ids and names, and tell usage unasked', async () => {
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant' }),
        chunk({ tool_calls: [call(0, 'chatcmpl-tool-1', '{"zone": "', 'clock')] }),
        chunk({ tool_calls: [{ index: 0, id: '', type: '', function: { name: '', arguments: 'Rome"}' } }] }),
        chunk({}, 'tool_calls'),
        { id: 'c-1', choices: [], usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } },
        '[DONE]',
      ),
    ]);
    const answer = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(answer.toolCalls).toMatchObject([{ id: 'chatcmpl-tool-1', name: 'clock', input: { zone: 'Rome' } }]);
    expect(answer.usage).toMatchObject({ inputTokens: 9, outputTokens: 3 });
    expect(vended.body()).not.toHaveProperty('stream_options');
  });
});

describe('over the native wire', () => {
  const nativeServing = (answers: Answers) => serving(answers, { api: 'native' });
  const lines = (text: string) => ({ headers: { 'content-type': 'application/json' }, text });

  it('texts grow, in objects of which some are not on lines of their own', async () => {
    const usage = { inputTextTokens: '9', completionTokens: '2', totalTokens: '11' };
    const said = [
      native({ text: 'При' }, 'PARTIAL'),
      native({ text: 'Привет' }, 'PARTIAL'),
      native({ text: 'Привет!' }, 'FINAL', usage),
    ];
    for (const text of [
      said.map((one) => JSON.stringify(one)).join(''),
      said.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''),
    ]) {
      await using vended = await nativeServing([lines(text)]);
      const stream = vended.ai.stream({ messages });
      const pieces: string[] = [];
      for await (const part of stream) if (part.type === 'text') pieces.push(part.text);
      expect(pieces).toEqual(['При', 'вет', '!']);
      expect((await stream.response).usage).toMatchObject({ inputTokens: 9, outputTokens: 2 });
      expect(vended.body()).toMatchObject({ completionOptions: { stream: true } });
    }
  });

  it('a text that is changed afterwards is not told twice', async () => {
    await using vended = await nativeServing([
      lines(
        [
          native({ text: 'One, two' }, 'PARTIAL'),
          native({ text: 'One. Two' }, 'PARTIAL'),
          native({ text: 'One. Two!' }),
        ]
          .map((one) => JSON.stringify(one))
          .join('\n'),
      ),
    ]);
    expect((await vended.ai.stream({ messages }).response).text).toBe('One, two!');
  });

  it('an end without a final status is no end', async () => {
    await using vended = await nativeServing([lines(JSON.stringify(native({ text: 'On' }, 'PARTIAL')))]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({
      code: 'invalid-response',
      partial: { text: 'On' },
    });
  });

  it('a failure may come in the middle', async () => {
    const failure = { error: { grpcCode: 8, httpCode: 429, message: 'Quota', httpStatus: 'Too Many Requests' } };
    await using vended = await nativeServing([
      lines(`${JSON.stringify(native({ text: 'On' }, 'PARTIAL'))}\n${JSON.stringify(failure)}`),
    ]);
    expect((await failureOf(vended.ai.stream({ messages }).response)).code).toBe('rate-limit');
  });

  it('results find their calls by the name, and a message says one thing', async () => {
    const calls = {
      toolCallList: {
        toolCalls: ['Rome', 'Oslo'].map((zone) => ({ functionCall: { name: 'clock', arguments: { zone } } })),
      },
    };
    await using vended = await nativeServing([
      { body: native(calls, 'TOOL_CALLS') },
      { body: native({ text: 'Noon.' }) },
    ]);
    const first = await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: { name: 'clock' } });
    expect(vended.body().toolChoice).toEqual({ functionName: 'clock' });
    const [one, two] = first.toolCalls as [ToolCallPart, ToolCallPart];
    expect(one.id).not.toBe(two.id);
    const asked = { ...first.message, content: [{ type: 'text' as const, text: 'Let me see.' }, one, two] };
    await vended.ai.chat({
      messages: [...messages, asked, toolResult(one, '12:00'), toolResult(two, '12:01')],
      tools: [sampleTool],
    });
    expect(vended.body().messages).toEqual([
      { role: 'user', text: 'Hi' },
      { role: 'assistant', text: 'Let me see.' },
      { role: 'assistant', ...calls },
      {
        role: 'user',
        toolResultList: {
          toolResults: [
            { functionResult: { name: 'clock', content: '12:00' } },
            { functionResult: { name: 'clock', content: '12:01' } },
          ],
        },
      },
    ]);
  });

  it('what cannot be said is told, and pictures are refused', async () => {
    await using vended = await nativeServing([{ body: native({ text: 'Hello' }) }]);
    const picture = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    const { warnings } = await vended.ai.chat({
      messages: [user([picture, { type: 'text', text: 'What?' }]), assistant('A fox.'), user('Sure?')],
      temperature: 2,
      vendor: { yandex: { completionOptions: { reasoningOptions: { mode: 'DISABLED' } } } },
    });
    expect(warnings.map(({ feature }) => feature)).toContain('temperature');
    expect(warnings.length).toBe(2);
    expect(vended.body()).toMatchObject({
      completionOptions: { temperature: 1, reasoningOptions: { mode: 'DISABLED' } },
      messages: [{ text: 'What?' }, {}, {}],
    });
  });
});

describe('vectors', () => {
  it('are made one by one, in the order of the texts', async () => {
    for (const api of ['chat', 'native'] as const) {
      await using vended = await serving(
        (request) => {
          const body = request.json() as { input?: string[]; text?: string };
          const embedding = [Number((body.input?.[0] ?? body.text ?? '').slice(1))];
          return {
            body:
              api === 'native'
                ? { embedding, numTokens: '2' }
                : { data: [{ index: 0, embedding }], usage: { prompt_tokens: 2 } },
          };
        },
        { api },
      );
      const input = Array.from({ length: 7 }, (_, at) => `t${at}`);
      const { embeddings, usage } = await vended.ai.embed({ model: 'text-search', input, inputType: 'query' });
      expect(embeddings.flat()).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(usage?.inputTokens).toBe(14);
      const link = 'emb://f-1/text-search-query/latest';
      expect(vended.body()).toMatchObject(api === 'native' ? { modelUri: link } : { model: link });
    }
  });

  it('can be looked at before they are asked for', async () => {
    await using ai = pipeline(yandex({ apiKey: 'test-key', folder: 'f-1', api: 'native' }));
    const shown = await inspect(ai, 'embed', { model: 'text-search', input: ['a', 'b'], inputType: 'query' });
    expect(shown.body).toEqual({ modelUri: 'emb://f-1/text-search-query/latest', text: 'a' });
  });

  it('of a model for something else are warned of', async () => {
    await using vended = await serving([{ body: { data: [{ index: 0, embedding: [1] }] } }]);
    const { warnings } = await vended.ai.embed({ model: 'text-search-doc', input: 'a', inputType: 'query' });
    expect(warnings.map(({ feature }) => feature)).toEqual(['inputType']);
  });
});

describe('a picture', () => {
  it('may not be found at once, and may fail', async () => {
    await using vended = await serving([
      { body: { id: 'op-1' } },
      { status: 404, body: { code: 5, message: 'Operation not found' } },
      { body: { id: 'op-1', done: true, response: { image: 'aGk=' } } },
    ]);
    const { images } = await vended.ai.image({ model: 'yandex-art', prompt: 'A fox' });
    expect(images).toEqual([{ data: 'aGk=', mediaType: 'image/jpeg' }]);
    await using failing = await serving([
      { body: { id: 'op-1' } },
      {
        body: {
          id: 'op-1',
          done: true,
          error: { code: 3, message: 'it is not possible to generate an image from this request' },
        },
      },
    ]);
    expect((await failureOf(failing.ai.image({ model: 'yandex-art', prompt: 'x' }))).code).toBe('invalid-request');
  });

  it('is not edited', async () => {
    await using vended = await serving([reply]);
    const error = await failureOf(
      vended.ai.image({ model: 'yandex-art', prompt: 'x', images: [{ url: 'https://example.com/a.png' }] }),
    );
    expect(error).toMatchObject({ code: 'unsupported', field: 'images' });
  });
});
