// What DeepSeek does otherwise, item by item of its documents.
import { assistant, pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { anthropicAnswer } from '@kit/testing/anthropic-wire';
import { openaiAnswer, openaiCall, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deepseek } from './index.ts';

const model = 'deepseek-v4-flash';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => deepseek({ ...at, model, ...more }), answers);
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it('may come from DEEPSEEK_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('DEEPSEEK_BASE_URL', `${vended.server.url}/proxy`);
    await using ai = pipeline(deepseek({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/proxy/chat/completions');
  });

  it.each(['', '/v1', '/beta', '/anthropic'])("of DeepSeek's own means its host: %s", async (path) => {
    const { inspect } = await import('@kit/core');
    const { url } = await inspect(
      deepseek({ apiKey: 'test-key', model, baseURL: `https://api.deepseek.com${path}` }),
      'chat',
      { messages },
    );
    expect(url).toBe('https://api.deepseek.com/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('DEEPSEEK_API_KEY', '');
    await using ai = pipeline(deepseek({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('DEEPSEEK_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Authentication Fails', { type: 'authentication_error' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('thinking', () => {
  it('is on unless it is switched off', async () => {
    await using vended = await serving([reply, reply, reply]);
    await vended.ai.chat({ messages });
    expect(vended.body()).not.toHaveProperty('thinking');
    await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'disabled' } });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
    await vended.ai.chat({ messages, reasoning: { effort: 'max' } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'enabled' }, reasoning_effort: 'max' });
  });

  it('leaves sampling without effect, which is told', async () => {
    await using vended = await serving([reply, reply]);
    const { warnings } = await vended.ai.chat({ messages, temperature: 1, topP: 0.5, presencePenalty: 1 });
    expect(features(warnings)).toEqual(['temperature', 'topP', 'presencePenalty']);
    await vended.ai.chat({ model: 'deepseek-chat', messages, temperature: 1 });
    expect(vended.body()).toMatchObject({ temperature: 1 });
  });

  it('refuses forced calls', async () => {
    await using vended = await serving([reply, reply]);
    const ask = { messages, tools: [sampleTool], toolChoice: 'required' as const };
    const { warnings } = await vended.ai.chat(ask);
    expect(features(warnings)).toEqual(['toolChoice']);
    await vended.ai.chat({ ...ask, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ tool_choice: 'required' });
  });

  it('goes back with every turn of a conversation that has tools, empty where there was none', async () => {
    const calls = [openaiCall('call_00_a', 'Rome')];
    await using vended = await serving([
      openaiAnswer({ thoughts: { reasoning_content: 'Which zone?' }, calls }, 'tool_calls').reply,
      reply,
    ]);
    const first = await vended.ai.chat({ messages, tools: [sampleTool] });
    const result = { type: 'tool-result' as const, toolCallId: 'call_00_a', content: 'noon' };
    await vended.ai.chat({
      messages: [...messages, assistant('Yes?'), user('Time?'), first.message, { role: 'tool', content: [result] }],
      tools: [sampleTool],
    });
    expect(vended.body().messages).toMatchObject([
      {},
      { role: 'assistant', reasoning_content: '' },
      {},
      { role: 'assistant', reasoning_content: 'Which zone?', tool_calls: [{ id: 'call_00_a' }] },
      { role: 'tool' },
    ]);
  });
});

describe('a reply', () => {
  it('may begin with empty lines: the vendor keeps the connection warm', async () => {
    await using vended = await serving([
      { headers: { 'content-type': 'application/json' }, text: `\n\n\n${JSON.stringify(reply.body)}` },
    ]);
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
  });

  it('may be a stream with comments, without ids of its later fragments, and with its usage in the last choice', async () => {
    const chunk = (delta: object, finish: string | null = null, usage: object | null = null) =>
      `data: ${JSON.stringify({ id: 'c', model, choices: [{ index: 0, delta, finish_reason: finish }], usage })}\n\n`;
    const call = (fragment: object) => chunk({ tool_calls: [{ index: 0, ...fragment }] });
    await using vended = await serving([
      {
        headers: { 'content-type': 'text/event-stream' },
        text: [
          ': keep-alive\n\n',
          chunk({ role: 'assistant', content: null, reasoning_content: '' }),
          chunk({ content: null, reasoning_content: 'Hm.' }),
          ': keep-alive\n\n',
          call({ id: 'call_00_a', type: 'function', function: { name: 'clock', arguments: '' } }),
          call({ function: { arguments: '{"zone":' } }),
          call({ id: '', function: { arguments: '"Rome"}' } }),
          chunk({ content: '', reasoning_content: null }, 'tool_calls', {
            prompt_tokens: 20,
            prompt_cache_hit_tokens: 16,
            prompt_cache_miss_tokens: 4,
            completion_tokens: 9,
            completion_tokens_details: { reasoning_tokens: 3 },
          }),
          'data: [DONE]\n\n',
        ].join(''),
      },
    ]);
    const { reasoning, toolCalls, usage } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(reasoning).toBe('Hm.');
    expect(toolCalls).toMatchObject([{ id: 'call_00_a', input: { zone: 'Rome' } }]);
    expect(usage).toMatchObject({
      inputDetails: { uncached: 4, cacheRead: 16 },
      outputDetails: { text: 6, reasoning: 3 },
    });
  });

  it('that the vendor could not finish ends with an error', async () => {
    await using vended = await serving([openaiAnswer({ content: 'Hel' }, 'insufficient_system_resource').reply]);
    expect(await vended.ai.chat({ messages })).toMatchObject({
      finishReason: 'error',
      rawFinishReason: 'insufficient_system_resource',
    });
  });
});

describe('the beta', () => {
  it('begins the answer with the last message', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages: [...messages, assistant('```python\n')], stop: '```' });
    expect(vended.request().path).toBe('/beta/chat/completions');
    expect(vended.body().messages).toMatchObject([{}, { role: 'assistant', content: '```python\n', prefix: true }]);
  });

  it('holds arguments to their schema', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, tools: [{ ...sampleTool, strict: true }] });
    expect(vended.request().path).toBe('/beta/chat/completions');
    expect(vended.body()).toMatchObject({ tools: [{ function: { strict: true } }] });
    await vended.ai.chat({ messages, tools: [sampleTool] });
    expect(vended.request().path).toBe('/chat/completions');
  });

  it('fills gaps', async () => {
    await using vended = await serving([{ body: { choices: [{ text: 'return a', finish_reason: 'stop' }] } }]);
    expect(await vended.ai.complete({ prompt: 'def f(a):', suffix: '# end' })).toMatchObject({ text: 'return a' });
    expect(vended.request().path).toBe('/beta/completions');
    expect(vended.body()).toMatchObject({ prompt: 'def f(a):', suffix: '# end' });
  });
});

describe('JSON', () => {
  it('is asked for in the prompt as well, where the prompt does not speak of it', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(vended.body()).toMatchObject({
      response_format: { type: 'json_object' },
      messages: [{ role: 'system', content: expect.stringContaining('JSON') }, {}],
    });
    await vended.ai.chat({ messages: [user('In JSON, please.')], output: { type: 'json' } });
    expect(vended.body().messages).toHaveLength(1);
  });
});

describe('a picture', () => {
  const picture = { type: 'image' as const, source: { fileId: 'file-1', provider: 'deepseek' } };
  it('may lie at the vendor', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: 'deepseek-v4-flash-vision-exp', messages: [user([picture])] });
    expect(vended.body().messages).toEqual([{ role: 'user', content: [{ type: 'file', file_id: 'file-1' }] }]);
  });

  it('is left out where the model sees nothing', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages: [user([picture, { type: 'text', text: 'What?' }])] });
    expect(warnings).toHaveLength(1);
    expect(vended.body().messages).toEqual([{ role: 'user', content: 'What?' }]);
  });
});

describe('an end user', () => {
  it('is a word of letters', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, user: 'ann-1' });
    expect(vended.body()).toMatchObject({ user_id: 'ann-1' });
  });
});

describe('other wires', () => {
  it('messages lies under /anthropic', async () => {
    await using vended = await serving([anthropicAnswer({ text: 'Hello' }, 'end_turn').reply], { api: 'messages' });
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.request().path).toBe('/anthropic/v1/messages');
    expect(vended.request().headers).toMatchObject({ 'x-api-key': 'test-key', 'anthropic-version': '2023-06-01' });
  });

  it('responses keeps nothing and ends without a marker', async () => {
    const item = { type: 'message', id: 'm1', role: 'assistant', phase: 'final_answer' };
    const whole = {
      id: 'r1',
      status: 'completed',
      model,
      output: [{ ...item, content: [{ type: 'output_text', text: 'Hello', annotations: [] }] }],
      usage: { input_tokens: 3, output_tokens: 1 },
    };
    await using vended = await serving(
      [
        sseReply(
          { type: 'response.created', response: { id: 'r1', status: 'in_progress', model } },
          { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
          { type: 'response.output_text.delta', item_id: 'm1', output_index: 0, content_index: 0, delta: 'Hello' },
          { type: 'response.completed', response: whole },
        ),
      ],
      { api: 'responses' },
    );
    expect((await vended.ai.stream({ messages }).response).text).toBe('Hello');
    expect(vended.request().path).toBe('/responses');
    expect(vended.body()).not.toHaveProperty('store');
  });
});

describe('failures', () => {
  it.each([
    [402, 'Insufficient Balance', 'billing'],
    [422, 'Invalid parameter', 'invalid-request'],
    [429, 'Too many concurrent requests', 'rate-limit'],
    [503, 'Service overloaded', 'overloaded'],
  ])('%i means what it says', async (status, message, code) => {
    await using vended = await serving([openaiFailure(status, message, { code: 'invalid_request_error' })]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code });
  });
});
