// What Groq does otherwise, item by item of its documents.
import { assistant, pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { groq } from './index.ts';

const model = 'openai/gpt-oss-120b';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => groq({ ...at, model, ...more }), answers);
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it("is the host alone, as the vendor's own clients take it, or has its prefix", async () => {
    await using host = await serving([reply]);
    await host.ai.chat({ messages });
    expect(host.request().path).toBe('/openai/v1/chat/completions');
    await using whole = await served((at) => groq({ ...at, model }), [reply], { path: '/proxy/v1' });
    await whole.ai.chat({ messages });
    expect(whole.request().path).toBe('/proxy/v1/chat/completions');
  });

  it('may come from GROQ_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('GROQ_BASE_URL', vended.server.url);
    await using ai = pipeline(groq({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/openai/v1/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('GROQ_API_KEY', '');
    await using ai = pipeline(groq({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('GROQ_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Invalid API Key', { code: 'invalid_api_key' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('usage', () => {
  it('of a stream stands in x_groq of the last choice', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7, queue_time: 0.01 };
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_1' } }),
        chunk({ content: 'Hi' }),
        chunk({}, 'stop', { x_groq: { usage } }),
        '[DONE]',
      ),
    ]);
    const { usage: counted } = await vended.ai.stream({ messages }).response;
    expect(counted).toMatchObject({ inputTokens: 5, outputTokens: 2 });
  });
});

describe('a failure in a stream', () => {
  it('is an event with a name, after which nothing comes', async () => {
    await using vended = await serving([
      {
        headers: { 'content-type': 'text/event-stream' },
        text: `data: ${JSON.stringify(chunk({ content: 'Hi' }))}\n\nevent: error\ndata: {"error":{"message":"It broke.","type":"server_error","status_code":500}}\n\n`,
      },
    ]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({ code: 'server' });
  });
});

describe('reasoning', () => {
  it('goes back as `reasoning`', async () => {
    await using vended = await serving([
      openaiAnswer({ content: 'Two.', thoughts: { reasoning: 'One and one.' } }, 'stop').reply,
      reply,
    ]);
    const first = await vended.ai.chat({ messages });
    await vended.ai.chat({ messages: [...messages, first.message, user('And?')] });
    expect(vended.body()).toMatchObject({
      messages: [{}, { role: 'assistant', content: 'Two.', reasoning: 'One and one.' }, {}],
    });
  });

  it('of Qwen 3 is a switch, and is asked for apart from the text', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ model: 'qwen/qwen3-32b', messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'default', reasoning_format: 'parsed' });
    await vended.ai.chat({ model: 'qwen/qwen3-32b', messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'none', reasoning_format: 'parsed' });
    expect(vended.body()).not.toHaveProperty('include_reasoning');
  });

  it('that stands in the text of Qwen is taken out of it', async () => {
    await using vended = await serving([openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop').reply]);
    expect(await vended.ai.chat({ model: 'qwen/qwen3-32b', messages })).toMatchObject({
      text: 'Two.',
      reasoning: 'Hm.',
    });
  });

  it('cannot be switched off for gpt-oss', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning.effort']);
  });
});

describe('a request', () => {
  it('has no names, no nulls and no empty list of tools', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [{ role: 'user', name: 'Ann', content: 'Hi' }, assistant('Hello'), user('And?')],
      tools: [],
    });
    const text = vended.request().text();
    expect(text).not.toMatch(/"name"|null|"tools"/);
  });

  it('with tools asks for JSON in its prompt', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, tools: [sampleTool], output: { type: 'json' } });
    expect(vended.body()).not.toHaveProperty('response_format');
    expect(vended.request().text()).toContain('JSON only');
  });

  it('of an older model tells its schema in the prompt', async () => {
    await using vended = await serving([openaiAnswer({ content: '{"city":"Rome"}' }, 'stop').reply]);
    const schema = { type: 'object', properties: { city: { type: 'string' } } } as const;
    await vended.ai.chat({ model: 'llama-3.3-70b-versatile', messages, output: { type: 'json-schema', schema } });
    expect(vended.body()).toMatchObject({ response_format: { type: 'json_object' } });
  });
});

describe('limits', () => {
  it('are durations: requests of the day, tokens of the minute', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-remaining-requests': '14399',
      'x-ratelimit-reset-requests': '8m38.4s',
      'x-ratelimit-reset-tokens': '981ms',
      'x-ratelimit-remaining-tokens': '17000',
      'x-ratelimit-limit-tokens': '18000',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit).toMatchObject({
      limits: [
        { name: 'requests', window: 'day', limit: 14_400, remaining: 14_399 },
        { name: 'tokens', window: 'minute', remaining: 17_000 },
      ],
    });
  });
});

describe('a recording', () => {
  it('may be a link instead of data', async () => {
    await using vended = await serving([{ body: { text: 'Hello.' } }]);
    await vended.ai.transcribe({ model: 'whisper-large-v3', audio: { url: 'https://example.com/a.wav' } });
    expect(vended.request().text()).toContain('https://example.com/a.wav');
  });

  it('is translated at another path', async () => {
    await using vended = await serving([{ body: { text: 'Hello.' } }]);
    await vended.ai.transcribe({
      model: 'whisper-large-v3',
      audio: new Uint8Array([1]),
      mediaType: 'audio/wav',
      translate: true,
    });
    expect(vended.request().path).toBe('/openai/v1/audio/translations');
  });
});
