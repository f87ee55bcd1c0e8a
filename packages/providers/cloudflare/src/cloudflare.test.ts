// What Cloudflare does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cloudflare } from './index.ts';

const model = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const enveloped = (result: unknown) => ({ body: { result, success: true, errors: [], messages: [] } });
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => cloudflare({ ...at, model, ...more }), answers);
const shown = (options: object) => inspect(cloudflare({ apiKey: 'test-key', model, ...options }), 'chat', { messages });

afterEach(() => void vi.unstubAllEnvs());

describe('the account', () => {
  it('is part of the address, and has to come from somewhere', async () => {
    vi.stubEnv('CLOUDFLARE_ACCOUNT_ID', '');
    expect((await shown({ accountId: 'acc-1' })).url).toBe(
      'https://api.cloudflare.com/client/v4/accounts/acc-1/ai/v1/chat/completions',
    );
    expect(() => cloudflare()).toThrow(/CLOUDFLARE_ACCOUNT_ID/);
  });

  it('cannot lead elsewhere', async () => {
    expect((await shown({ accountId: 'a/../../x' })).url).toContain('/accounts/a%2F..%2F..%2Fx/ai/');
  });

  it('has a token, whose variable is named where it is missing', async () => {
    vi.stubEnv('CLOUDFLARE_API_TOKEN', '');
    await using ai = pipeline(cloudflare({ accountId: 'acc-1', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('CLOUDFLARE_API_TOKEN'),
    });
  });
});

describe('the name of a model', () => {
  it('keeps its @ and its slashes', async () => {
    await using vended = await serving([enveloped({ response: 'Hello' })], { api: 'native' });
    await vended.ai.chat({ messages });
    expect(vended.request().path).toBe(`/run/${model}`);
  });
});

describe('a limit', () => {
  it('is always sent, since answers are cut after 256 tokens without one', async () => {
    await using vended = await serving([reply, reply, reply]);
    await vended.ai.chat({ messages });
    expect(vended.body()).toMatchObject({ max_tokens: 4096 });
    await vended.ai.chat({ messages, maxTokens: 100 });
    expect(vended.body()).toMatchObject({ max_tokens: 100 });
    await vended.ai.chat({ model: 'openai/gpt-5', messages, maxTokens: 100 });
    expect(vended.body()).toMatchObject({ max_completion_tokens: 100 });
    expect(vended.body()).not.toHaveProperty('max_tokens');
  });
});

describe('a schema', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
  const output = { type: 'json-schema', schema } as const;

  it('stands bare in run, and is answered as an object', async () => {
    await using vended = await serving([enveloped({ response: { city: 'Rome' } })], { api: 'native' });
    const { text } = await vended.ai.chat({ messages, output });
    expect(text).toBe('{"city":"Rome"}');
    expect(vended.body()).toMatchObject({ response_format: { type: 'json_schema', json_schema: schema } });
  });

  it('has its wrapper elsewhere', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, output });
    expect(vended.body()).toMatchObject({ response_format: { json_schema: { name: 'response', schema } } });
  });

  it('that could not be met may be tried again', async () => {
    await using vended = await serving([
      { status: 400, body: { success: false, errors: [{ code: 5024, message: "JSON Mode couldn't be met" }] } },
    ]);
    expect(await failureOf(vended.ai.chat({ messages, output }))).toMatchObject({
      code: 'invalid-response',
      retry: 'same',
    });
  });
});

describe('a stream of run', () => {
  it('has calls in pieces, nested or flat, and a last one of nothing', async () => {
    await using vended = await serving(
      [
        sseReply(
          { tool_calls: [{ id: 'c1', index: 0, function: { name: 'clock', arguments: '{"zone":' } }] },
          { tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] },
          { tool_calls: [{ id: null, name: null, arguments: '' }] },
          { response: null, usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 } },
          '[DONE]',
        ),
      ],
      { api: 'native' },
    );
    const { toolCalls, finishReason } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(toolCalls).toMatchObject([{ id: 'c1', name: 'clock', input: { zone: 'Rome' } }]);
    expect(finishReason).toBe('tool-calls');
  });

  it('may answer with numbers', async () => {
    await using vended = await serving([sseReply({ response: 4 }, { response: 2 }, '[DONE]')], { api: 'native' });
    expect((await vended.ai.stream({ messages }).response).text).toBe('42');
  });

  it('may be whole, where a model does not stream', async () => {
    await using vended = await serving([enveloped({ response: 'Hello', finish_reason: 'stop' })], { api: 'native' });
    expect((await vended.ai.stream({ messages }).response).text).toBe('Hello');
  });

  it('that just ends was cut', async () => {
    await using vended = await serving([sseReply({ response: 'Hel' })], { api: 'native' });
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({ code: 'invalid-response' });
  });
});

describe('two failures of status 429', () => {
  it.each([
    [3036, 'quota', 'never'],
    [3040, 'overloaded', 'same'],
  ])('%i is %s', async (code, meaning) => {
    await using vended = await serving([
      { status: 429, body: { success: false, errors: [{ code, message: 'No.' }], result: null } },
    ]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code: meaning });
  });
});

describe('a picture', () => {
  it('to begin with is data, in a field or in a form', async () => {
    await using vended = await serving([enveloped({ image: samplePicture }), enveloped({ image: samplePicture })]);
    const images = [{ data: samplePicture, mediaType: 'image/png' }];
    await vended.ai.image({ model: '@cf/runwayml/stable-diffusion-v1-5-img2img', prompt: 'A fox', images });
    expect(vended.body()).toMatchObject({ prompt: 'A fox', image_b64: samplePicture });
    await vended.ai.image({ model: '@cf/black-forest-labs/flux-2-dev', prompt: 'A fox', images });
    expect(vended.request().headers['content-type']).toContain('multipart/form-data');
    expect(vended.request().text()).toContain('name="input_image_0"');
  });

  it('by link is refused before anything is sent', async () => {
    await using vended = await serving(() => reply);
    const images = [{ url: 'https://example.com/a.png' }];
    expect(await failureOf(vended.ai.image({ model: '@cf/a/b', prompt: 'A fox', images }))).toMatchObject({
      code: 'unsupported',
    });
    expect(vended.server.requests).toHaveLength(0);
  });
});

describe('a recording', () => {
  it('goes as it is to Whisper, and with its type to Nova', async () => {
    await using vended = await serving([
      enveloped({ text: 'Hello' }),
      { body: { results: { channels: [{ alternatives: [{ transcript: 'Hello' }] }] } } },
    ]);
    const audio = new Uint8Array([82, 73, 70, 70]);
    await vended.ai.transcribe({ model: '@cf/openai/whisper', audio, mediaType: 'audio/wav' });
    expect(new Uint8Array(vended.request().body)).toEqual(audio);
    await vended.ai.transcribe({ model: '@cf/deepgram/nova-3', audio, mediaType: 'audio/wav', diarize: true });
    expect(vended.request().headers['content-type']).toBe('audio/wav');
    expect(vended.request().query.get('diarize')).toBe('true');
  });
});

describe('many texts', () => {
  it('are embedded a hundred at a time', async () => {
    await using vended = await serving((request) => {
      const { input } = request.json() as { input: string[] };
      return { body: { data: input.map((_, index) => ({ index, embedding: [index] })), usage: { prompt_tokens: 1 } } };
    });
    const { embeddings, usage } = await vended.ai.embed({
      model: '@cf/baai/bge-m3',
      input: Array.from({ length: 150 }, (_, at) => `t${at}`),
    });
    expect(embeddings).toHaveLength(150);
    expect(usage).toMatchObject({ inputTokens: 2 });
  });
});

describe('a gateway', () => {
  it('is named by headers, with what it is to do', async () => {
    const { headers } = await shown({
      accountId: 'acc-1',
      gateway: { id: 'main', skipCache: true, cacheTtlSeconds: 60, metadata: { team: 'a' }, maxAttempts: 3 },
    });
    expect(headers).toMatchObject({
      'cf-aig-gateway-id': 'main',
      'cf-aig-skip-cache': 'true',
      'cf-aig-cache-ttl': '60',
      'cf-aig-metadata': '{"team":"a"}',
      'cf-aig-max-attempts': '3',
    });
  });

  it('has an address of its own, with its token beside the key of the vendor', async () => {
    const compat = { id: 'main', compat: true, vendorKey: 'sk-vendor' };
    expect((await shown({ accountId: 'acc-1', gateway: compat })).url).toBe(
      'https://gateway.ai.cloudflare.com/v1/acc-1/main/compat/chat/completions',
    );
    await using vended = await serving([reply], { gateway: compat });
    await vended.ai.chat({ model: 'openai/gpt-5', messages });
    expect(vended.request().headers).toMatchObject({
      authorization: 'Bearer sk-vendor',
      'cf-aig-authorization': 'Bearer test-key',
    });
  });

  it('that blocks a prompt has filtered it', async () => {
    await using vended = await serving([
      { status: 424, body: { success: false, errors: [{ code: 2016, message: 'Prompt blocked.' }] } },
    ]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code: 'content-filter' });
  });
});

describe('a session', () => {
  it('is a header, so that its prefix is found again', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, promptCache: { key: 'chat-7' } });
    expect(warnings).toEqual([]);
    expect(vended.request().headers['x-session-affinity']).toBe('chat-7');
    expect(vended.body()).not.toHaveProperty('x-session-affinity');
  });
});

describe('a verdict', () => {
  it('is words, or an object', async () => {
    await using vended = await serving([
      enveloped({ response: { safe: false, categories: ['S10'] } }),
      enveloped({ response: 'safe' }),
    ]);
    const { results } = await vended.ai.moderate({ model: '@cf/meta/llama-guard-3-8b', input: ['a', 'b'] });
    expect(results.map(({ flagged }) => flagged).sort()).toEqual([false, true]);
    expect(results.find(({ flagged }) => flagged)?.categories.hate).toBe(true);
  });
});
