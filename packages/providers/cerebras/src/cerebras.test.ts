// What Cerebras does otherwise, item by item of its documents.
import { assistant, pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiCall } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cerebras } from './index.ts';

const model = 'gpt-oss-120b';
const glm = 'zai-glm-4.7';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1]) => served((at) => cerebras({ ...at, model }), answers);
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  model,
  choices: [{ index: 0, delta, ...(finish !== null && { finish_reason: finish }) }],
  ...more,
});

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it("is the host alone, as the vendor's own clients take it, or has its prefix", async () => {
    await using host = await serving([reply]);
    await host.ai.chat({ messages });
    expect(host.request().path).toBe('/v1/chat/completions');
    await using whole = await served((at) => cerebras({ ...at, model }), [reply], { path: '/proxy' });
    await whole.ai.chat({ messages });
    expect(whole.request().path).toBe('/proxy/chat/completions');
  });

  it('may come from CEREBRAS_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('CEREBRAS_BASE_URL', vended.server.url);
    await using ai = pipeline(cerebras({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('CEREBRAS_API_KEY', '');
    await using ai = pipeline(cerebras({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('CEREBRAS_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    const body = { message: 'Wrong API Key', type: 'invalid_request_error', param: 'api_key', code: 'wrong_api_key' };
    await using vended = await serving([{ status: 401, body }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('Wrong API Key') });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a stream', () => {
  const usage = {
    prompt_tokens: 102,
    completion_tokens: 68,
    total_tokens: 170,
    prompt_tokens_details: { cached_tokens: 64 },
    completion_tokens_details: { reasoning_tokens: 50 },
  };
  const time = { queue_time: 0.18, prompt_time: 0.01, completion_time: 0.04, total_time: 0.24 };

  it('ends with its body, without a marker; usage stands in the chunk of the finish', async () => {
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant' }),
        chunk({ reasoning: 'We need 45.' }),
        chunk({ content: '45.' }),
        chunk({}, 'stop', { usage, time_info: time }),
      ),
    ]);
    const response = await vended.ai.stream({ messages }).response;
    expect(response).toMatchObject({
      text: '45.',
      reasoning: 'We need 45.',
      finishReason: 'stop',
      usage: { inputDetails: { uncached: 38, cacheRead: 64 }, outputDetails: { text: 18, reasoning: 50 } },
    });
    expect(response.meta.vendor).toMatchObject({ time_info: time });
  });

  it('without a finish reason was cut', async () => {
    await using vended = await serving([sseReply(chunk({ content: '45' }))]);
    const error = await failureOf(vended.ai.stream({ messages }).response);
    expect(error.code).toBe('invalid-response');
    expect(error.partial).toMatchObject({ text: '45' });
  });
});

describe('reasoning', () => {
  it('goes back as `reasoning`', async () => {
    const { reply: thought } = openaiAnswer({ content: 'Two.', thoughts: { reasoning: 'One and one.' } }, 'stop');
    await using vended = await serving([thought, reply]);
    const first = await vended.ai.chat({ messages });
    await vended.ai.chat({ messages: [...messages, first.message, user('And?')] });
    expect(vended.body()).toMatchObject({
      messages: [{}, { role: 'assistant', content: 'Two.', reasoning: 'One and one.' }, {}],
    });
  });

  it('of GLM goes back inside of the text', async () => {
    const { reply: thought } = openaiAnswer({ content: 'Two.', thoughts: { reasoning: 'One and one.' } }, 'stop');
    await using vended = await serving([thought, reply]);
    const first = await vended.ai.chat({ model: glm, messages });
    await vended.ai.chat({ model: glm, messages: [...messages, first.message, user('And?')] });
    expect(vended.body()).toMatchObject({
      messages: [{}, { role: 'assistant', content: '<think>One and one.</think>Two.' }, {}],
    });
  });

  it('of GLM is switched off by a word, and needs none to be on', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ model: glm, messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'none' });
    expect(vended.body()).not.toHaveProperty('reasoning_format');
    await vended.ai.chat({ model: glm, messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ reasoning_format: 'parsed' });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
  });

  it('may be hidden', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'low', summary: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low', reasoning_format: 'hidden' });
  });

  it('that a model has left in its text is taken out', async () => {
    await using vended = await serving([openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop').reply]);
    expect(await vended.ai.chat({ model: glm, messages })).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
  });

  it('cannot be switched off for gpt-oss', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning.effort']);
  });
});

describe('an answer by a schema', () => {
  const output = {
    type: 'json-schema',
    schema: { type: 'object', properties: {}, additionalProperties: false },
  } as const;
  const mixed = openaiAnswer({ content: '{"city":"Rome"}', calls: [openaiCall('call_1', 'Rome')] }, 'tool_calls');

  it('of GLM is final, though a call is repeated behind it, complete and streamed', async () => {
    await using vended = await serving([mixed.reply, mixed.stream]);
    const request = { model: glm, messages, tools: [sampleTool], output };
    const expected = { text: '{"city":"Rome"}', toolCalls: [], finishReason: 'stop', rawFinishReason: 'tool_calls' };
    const whole = await vended.ai.chat(request);
    expect(whole).toMatchObject(expected);
    expect(whole.warnings.map(({ feature }) => feature)).toEqual(['toolCalls']);
    expect(await vended.ai.stream(request).response).toMatchObject(expected);
  });

  it('that was not asked for leaves calls as they are', async () => {
    await using vended = await serving([mixed.reply]);
    expect(await vended.ai.chat({ model: glm, messages, tools: [sampleTool] })).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [{ id: 'call_1' }],
    });
  });

  it('says that it is strict', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, output });
    expect(vended.body()).toMatchObject({ response_format: { type: 'json_schema', json_schema: { strict: true } } });
  });
});

describe('a request', () => {
  it('has strings for contents, an empty one beside calls', async () => {
    await using vended = await serving([
      openaiAnswer({ calls: [openaiCall('call_1', 'Rome')] }, 'tool_calls').reply,
      reply,
    ]);
    const { message, toolCalls } = await vended.ai.chat({ messages, tools: [sampleTool] });
    await vended.ai.chat({
      messages: [
        user([
          { type: 'text', text: 'One' },
          { type: 'text', text: 'two' },
        ]),
        message,
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: toolCalls[0]?.id ?? '', content: '12' }] },
        assistant('Noon.'),
        user('And?'),
      ],
      tools: [sampleTool],
    });
    expect(vended.body().messages).toMatchObject([
      { content: 'One\ntwo' },
      { content: '', tool_calls: [{ id: 'call_1' }] },
      { content: '12' },
      { content: 'Noon.' },
      {},
    ]);
  });

  it('names limit, tier and cache in the words of the vendor', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, maxTokens: 9, serviceTier: 'flex', promptCache: { key: 'k' }, user: 'u' });
    expect(vended.body()).toMatchObject({
      max_completion_tokens: 9,
      service_tier: 'flex',
      prompt_cache_key: 'k',
      user: 'u',
    });
  });

  it('takes what only this vendor has', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: glm, messages, vendor: { cerebras: { clear_thinking: false } } });
    expect(vended.body()).toMatchObject({ clear_thinking: false });
  });

  it('has tools that are all strict or none', async () => {
    await using vended = await serving([reply, reply]);
    const other = { ...sampleTool, name: 'other' };
    const { warnings } = await vended.ai.chat({ messages, tools: [{ ...sampleTool, strict: true }, other] });
    expect(vended.request().text()).not.toContain('strict');
    expect(warnings.map(({ feature }) => feature)).toEqual(['tools[0].parameters.strict']);
    await vended.ai.chat({ messages, tools: [sampleTool, other].map((tool) => ({ ...tool, strict: true })) });
    expect(vended.body()).toMatchObject({ tools: [{ function: { strict: true } }, { function: { strict: true } }] });
  });
});

describe('limits', () => {
  it('are of the day and of the minute; resets are seconds with fractions', async () => {
    const headers = {
      'x-ratelimit-limit-requests-day': '1440000',
      'x-ratelimit-remaining-requests-day': '1439985',
      'x-ratelimit-reset-requests-day': '24479.278738737106',
      'x-ratelimit-limit-tokens-minute': '1000000',
      'x-ratelimit-remaining-tokens-minute': '999191',
      'x-ratelimit-reset-tokens-minute': '59.27',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const before = Date.now();
    const { meta } = await vended.ai.chat({ messages });
    const [requests, tokens] = meta.rateLimit?.limits ?? [];
    expect(requests).toMatchObject({ name: 'requests', window: 'day', limit: 1_440_000, remaining: 1_439_985 });
    expect(tokens).toMatchObject({ name: 'tokens', window: 'minute', remaining: 999_191 });
    expect((requests?.resetAt ?? 0) - before).toBeGreaterThan(24_479_000);
    expect((requests?.resetAt ?? 0) - before).toBeLessThan(24_490_000);
  });
});
