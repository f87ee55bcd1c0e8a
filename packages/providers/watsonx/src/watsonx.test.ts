// What watsonx does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { failureOf, replayServer, sampleTool, served } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type WatsonxOptions, watsonx } from './index.ts';

const model = 'ibm/granite-4-h-small';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more: WatsonxOptions = {}) =>
  served(({ baseURL }) => watsonx({ baseURL, accessToken: 'token-1', projectId: 'p1', model, ...more }), answers);
const urlOf = async (options: WatsonxOptions, operation: 'chat' | 'stream' = 'chat') =>
  (await inspect(watsonx({ accessToken: 'token-1', projectId: 'p1', model, ...options }), operation, { messages })).url;

afterEach(() => void vi.unstubAllEnvs());

describe('the service', () => {
  it('is in a region, which every request names a version to', async () => {
    expect(await urlOf({ region: 'eu-de' })).toBe('https://eu-de.ml.cloud.ibm.com/ml/v1/text/chat?version=2025-02-11');
    expect(await urlOf({ region: 'ap-south-1.aws', apiVersion: '2026-01-01' })).toBe(
      'https://ap-south-1.aws.wxai.ibm.com/ml/v1/text/chat?version=2026-01-01',
    );
    expect(await urlOf({ url: 'https://private.us-south.ml.cloud.ibm.com/' })).toContain(
      'https://private.us-south.ml.cloud.ibm.com/ml/v1/text/chat',
    );
  });

  it('has to be somewhere', () => {
    for (const name of ['WATSONX_URL', 'WATSONX_AI_URL', 'WATSONX_API_BASE']) vi.stubEnv(name, '');
    expect(() => watsonx()).toThrow(/WATSONX_URL/);
    expect(() => watsonx({ region: 'evil.com/' })).toThrow(/region/);
  });

  it('streams at a path of its own, and has the gateway beside it', async () => {
    expect(await urlOf({ region: 'eu-de' }, 'stream')).toContain('/ml/v1/text/chat_stream?');
    expect(await urlOf({ region: 'eu-de', api: 'gateway' })).toBe(
      'https://eu-de.ml.cloud.ibm.com/ml/gateway/v1/chat/completions',
    );
    const gateway = watsonx({ region: 'eu-de', accessToken: 'token-1', projectId: 'p1', model, api: 'gateway' });
    expect((await inspect(gateway, 'embed', { model: 'text-embedding-3-small', input: 'Hi' })).url).toBe(
      'https://eu-de.ml.cloud.ibm.com/ml/gateway/v1/embeddings',
    );
    expect((await inspect(gateway, 'complete', { prompt: 'Hi' })).url).toContain('/ml/gateway/v1/completions');
    expect((await inspect(gateway, 'models', {})).url).toContain('/ml/gateway/v1/models');
    await using vended = await serving([openaiAnswer({ content: 'Hello' }, 'stop').stream]);
    await vended.ai.stream({ messages }).response;
    expect(vended.body()).not.toHaveProperty('stream');
    expect(vended.body()).not.toHaveProperty('stream_options');
  });
});

describe('a request', () => {
  it('belongs to a project or to a space, never to both', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages });
    expect(vended.body()).toMatchObject({ model_id: model, project_id: 'p1' });
    expect(vended.body()).not.toHaveProperty('model');
    await using other = await serving([reply], { projectId: undefined, spaceId: 's1' });
    await other.ai.chat({ messages });
    expect(other.body()).toMatchObject({ space_id: 's1' });
    expect(() => watsonx({ region: 'eu-de', projectId: 'p', spaceId: 's' })).toThrow(/only one/);
    await using nobodys = await serving(() => reply, { projectId: undefined });
    expect(await failureOf(nobodys.ai.chat({ messages }))).toMatchObject({ code: 'config', field: 'projectId' });
  });

  it('to a deployment names neither its model nor its owner', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: 'deployment/my-model', messages });
    expect(vended.request().path).toBe('/deployments/my-model/text/chat');
    expect(Object.keys(vended.body())).toEqual(['messages']);
  });

  it('has two fields for the choice of a function, one for each kind', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: 'auto' });
    expect(vended.body()).toMatchObject({ tool_choice_option: 'auto' });
    expect(vended.body()).not.toHaveProperty('tool_choice');
    await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: { name: 'clock' } });
    expect(vended.body()).toMatchObject({ tool_choice: { type: 'function', function: { name: 'clock' } } });
    expect(vended.body()).not.toHaveProperty('tool_choice_option');
  });
});

describe('a reply', () => {
  it('may warn of the model, once', async () => {
    const warning = { message: 'The model is deprecated.', id: 'DEPRECATED' };
    await using vended = await serving([
      openaiAnswer({ content: 'Hello', beside: { system: { warnings: [warning] } } }, 'stop').reply,
      openaiAnswer({ content: 'Hello', beside: { system: { warnings: [warning] } } }, 'stop').stream,
    ]);
    const expected = [{ feature: 'DEPRECATED', detail: 'The model is deprecated.' }];
    expect((await vended.ai.chat({ messages })).warnings).toEqual(expected);
    expect((await vended.ai.stream({ messages }).response).warnings).toEqual(expected);
  });

  it('that ran out of time was cut', async () => {
    await using vended = await serving([openaiAnswer({ content: 'Hel' }, 'time_limit').reply]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ finishReason: 'length', rawFinishReason: 'time_limit' });
  });

  it('of an older Granite has its thoughts in the text', async () => {
    await using vended = await serving([openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop').reply]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
  });

  it('says what is left of a second', async () => {
    const headers = { 'x-requests-limit-rate': '8', 'x-requests-limit-remaining': '7' };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([{ name: 'requests', window: 'second', limit: 8, remaining: 7 }]);
  });
});

describe('a long input', () => {
  const replied = { body: { results: [{ embedding: [0.5] }], input_token_count: 1 } };

  it('is cut behind a number of tokens, which has to be said', async () => {
    await using vended = await serving([replied, replied]);
    const asked = { model: 'ibm/granite-embedding-278m-multilingual', input: 'a', truncate: 'end' } as const;
    expect((await vended.ai.embed(asked)).warnings).toMatchObject([{ feature: 'truncate' }]);
    const parameters = { truncate_input_tokens: 512 };
    expect((await vended.ai.embed({ ...asked, vendor: { watsonx: { parameters } } })).warnings).toEqual([]);
    expect(vended.body()).toMatchObject({ parameters });
  });
});

describe('thinking', () => {
  it('is a switch of the template for Granite', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ chat_template_kwargs: { thinking: true } });
    await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ chat_template_kwargs: { thinking: false } });
  });
});

describe('a key', () => {
  async function vending(options: WatsonxOptions, stale: readonly string[] = []) {
    let sold = 0;
    const server = await replayServer({
      answer: ({ path, headers }) => {
        if (path === '/identity/token') return { body: { access_token: `t${++sold}`, expires_in: 3600 } };
        if (path === '/icp4d-api/v1/authorize') return { body: { token: 'cpd-1' } };
        return stale.includes(headers.authorization ?? '')
          ? { status: 401, body: { errors: [{ code: 'authentication_token_expired', message: 'Expired.' }] } }
          : reply;
      },
    });
    const ai = pipeline(
      watsonx({ url: server.url, projectId: 'p1', model, tokenURL: `${server.url}/identity/token`, ...options }),
    );
    const asked = (path: string) => server.requests.filter((request) => request.path === path);
    return {
      ai,
      server,
      asked,
      async [Symbol.asyncDispose]() {
        await ai.close();
        await server.close();
      },
    };
  }

  it('buys one token for calls that come together', async () => {
    await using vended = await vending({ apiKey: 'ibm-key' });
    await Promise.all(Array.from({ length: 10 }, () => vended.ai.chat({ messages })));
    const [bought, ...more] = vended.asked('/identity/token');
    expect(more).toEqual([]);
    expect(bought?.text()).toBe('grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=ibm-key');
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer t1');
  });

  it('buys another when the first has expired', async () => {
    await using vended = await vending({ apiKey: 'ibm-key' }, ['Bearer t1']);
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.asked('/identity/token')).toHaveLength(2);
  });

  it('may be one of several, each with tokens of its own', async () => {
    await using vended = await vending({ apiKey: credentialPool({ keys: ['key-one', 'key-two'] }) });
    await vended.ai.chat({ messages });
    await vended.ai.chat({ messages });
    expect(vended.asked('/identity/token').map((request) => request.text().split('=').at(-1))).toEqual([
      'key-one',
      'key-two',
    ]);
  });

  it('that nobody knows is told in the words of the identity service', async () => {
    await using server = await replayServer({
      answer: () => ({
        status: 400,
        body: { errorCode: 'BXNIM0415E', errorMessage: 'Provided API key could not be found.' },
      }),
    });
    await using ai = pipeline(
      watsonx({ url: server.url, apiKey: 'wrong', projectId: 'p1', model, tokenURL: server.url }),
    );
    const error = await failureOf(ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('could not be found') });
  });

  it('is not needed where Cloud Pak has users', async () => {
    await using vended = await vending({ username: 'me', password: 'secret', tokenURL: undefined });
    await vended.ai.chat({ messages });
    expect(vended.asked('/icp4d-api/v1/authorize')[0]?.json()).toEqual({ username: 'me', password: 'secret' });
    expect(vended.server.requests.at(-1)?.headers.authorization).toBe('Bearer cpd-1');
  });

  it('of Zen goes as it is', async () => {
    await using vended = await serving([reply], { accessToken: undefined, zenApiKey: 'bWU6a2V5' });
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('ZenApiKey bWU6a2V5');
  });

  it('that is missing is asked for by its variable', async () => {
    for (const name of ['WATSONX_API_KEY', 'WATSONX_APIKEY', 'WATSONX_AI_APIKEY', 'WATSONX_TOKEN', 'WATSONX_ZENAPIKEY'])
      vi.stubEnv(name, '');
    await using ai = pipeline(watsonx({ region: 'eu-de', projectId: 'p1', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('WATSONX_API_KEY'),
    });
  });
});

describe('the list of models', () => {
  it('comes page by page', async () => {
    await using vended = await serving([
      {
        body: {
          resources: [{ model_id: 'a' }],
          next: { href: 'https://x.example/ml/v1/foundation_model_specs?start=abc&limit=200' },
        },
      },
      { body: { resources: [{ model_id: 'b' }] } },
    ]);
    const { models } = await vended.ai.models();
    expect(models.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(vended.request().query.get('start')).toBe('abc');
  });
});
