// What Hunyuan does otherwise, item by item of its documents.
import { inspect, pipeline, system, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { enveloped, nativeAnswer } from '../tests/conformance/native-wire.ts';
import { hunyuan } from './index.ts';

const model = 'hunyuan-a13b';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const native = nativeAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => hunyuan({ ...at, model, ...more }), answers);
const servingNative = (answers: Parameters<typeof served>[1]) =>
  served(
    ({ baseURL }) => hunyuan({ baseURL, api: 'native', model, secretId: 'AKIDEXAMPLE', secretKey: 'test-key' }),
    answers,
  );
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);
const keyed = { apiKey: 'test-key', model };

afterEach(() => void vi.unstubAllEnvs());

describe('a platform', () => {
  it.each([
    [{}, 'https://api.hunyuan.cloud.tencent.com/v1/chat/completions'],
    [{ platform: 'tokenhub' }, 'https://tokenhub.tencentmaas.com/v1/chat/completions'],
    [{ platform: 'tokenhub-intl' }, 'https://tokenhub-intl.tencentcloudmaas.com/v1/chat/completions'],
    [{ platform: 'tokenhub', api: 'messages' }, 'https://tokenhub.tencentmaas.com/v1/messages'],
  ] as const)('%o', async (options, url) => {
    expect(await inspect(hunyuan({ ...keyed, ...options }), 'chat', { messages })).toMatchObject({ url });
  });

  it('has an API of the cloud as well', async () => {
    const provider = hunyuan({ api: 'native', model, secretId: 'AKIDEXAMPLE', secretKey: 'test-key' });
    expect(await inspect(provider, 'chat', { messages })).toMatchObject({
      url: 'https://hunyuan.tencentcloudapi.com/',
      body: { Model: model, Messages: [{ Role: 'user', Content: 'Hi' }], Stream: false },
    });
  });
});

describe('a key', () => {
  it.each([
    [{}, 'HUNYUAN_API_KEY'],
    [{ platform: 'tokenhub' }, 'TOKENHUB_API_KEY'],
  ] as const)('is asked for by the name of its variable: %o', async (options, name) => {
    for (const one of ['HUNYUAN_API_KEY', 'TOKENHUB_API_KEY', 'TENCENT_TOKENHUB_API_KEY']) vi.stubEnv(one, '');
    await using ai = pipeline(hunyuan({ model, ...options }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining(name),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Incorrect API key', { code: 'invalid_api_key' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a request', () => {
  it('has its system message first, and takes turns', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages: [user('One.'), user('Two.'), system('Be brief.')] });
    expect(vended.body().messages).toMatchObject([{ role: 'system' }, { role: 'user' }]);
  });

  it('names a forced tool as a custom one', async () => {
    await using vended = await serving([reply]);
    const forced = { tools: [sampleTool], toolChoice: { name: 'clock' } };
    await vended.ai.chat({ messages, ...forced });
    expect(vended.body()).toMatchObject({ tool_choice: 'custom', custom_tool: { function: { name: 'clock' } } });
    await using cloud = await servingNative([native.reply]);
    await cloud.ai.chat({ messages, ...forced });
    expect(cloud.body()).toMatchObject({
      ToolChoice: 'custom',
      CustomTool: { Function: { Name: 'clock', Parameters: expect.stringContaining('"zone"') } },
    });
  });

  it.each([
    ['hunyuan-a13b', { effort: 'none' }, { enable_thinking: false }, []],
    ['hunyuan-t1-latest', { effort: 'high' }, {}, []],
    ['hunyuan-t1-latest', { effort: 'none' }, {}, ['reasoning.effort']],
    ['hunyuan-turbos-latest', { effort: 'high' }, {}, ['reasoning.effort']],
  ] as const)('of %s asks for thoughts: %o', async (model, reasoning, sent, warned) => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ model, messages, reasoning });
    expect(vended.body()).toMatchObject(sent);
    expect(features(warnings)).toEqual(warned);
  });
});

describe('an answer', () => {
  it('tells the sources of a search', async () => {
    const search_info = { search_results: [{ index: 1, title: 'Sky', url: 'https://example.com/sky', text: 'Blue.' }] };
    await using vended = await serving([openaiAnswer({ content: 'Blue.', beside: { search_info } }, 'stop').reply]);
    const { citations } = await vended.ai.chat({ messages, vendor: { hunyuan: { enable_enhancement: true } } });
    expect(vended.body()).toMatchObject({ enable_enhancement: true });
    expect(citations).toMatchObject([{ url: 'https://example.com/sky', title: 'Sky' }]);
  });

  it('that is sensitive was withheld', async () => {
    await using vended = await serving([openaiAnswer({ content: '' }, 'sensitive').reply]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ finishReason: 'content-filter' });
  });
});

describe("the cloud's API", () => {
  it('answers with an envelope or without', async () => {
    const { Response } = (native.reply.body ?? {}) as { Response: object };
    await using vended = await servingNative([native.reply, { body: Response }]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ text: 'Hello', meta: { requestId: 'request-1' } });
    expect(await vended.ai.chat({ messages })).toMatchObject({ text: 'Hello' });
  });

  it('goes on with calls and their results', async () => {
    const calls = [{ id: 'call_1', name: 'clock', arguments: '{"zone":"Rome"}' }];
    await using vended = await servingNative([nativeAnswer({ calls }, 'tool_calls').reply, native.reply]);
    const first = await vended.ai.chat({ messages, tools: [sampleTool] });
    const result = { type: 'tool-result' as const, toolCallId: 'call_1', content: 'noon' };
    await vended.ai.chat({
      messages: [...messages, first.message, { role: 'tool', content: [result] }],
      tools: [sampleTool],
      stop: 'END',
    });
    expect(vended.body()).toMatchObject({
      Stop: ['END'],
      Messages: [
        {},
        { Role: 'assistant', ToolCalls: [{ Id: 'call_1', Type: 'function', Function: { Name: 'clock' }, Index: 0 }] },
        { Role: 'tool', ToolCallId: 'call_1', Content: 'noon' },
      ],
    });
  });

  it('fails in the middle of a stream', async () => {
    const event = { Id: 'c', Choices: [{ Index: 0, Delta: { Role: 'assistant', Content: 'Hel' }, FinishReason: '' }] };
    await using vended = await servingNative([sseReply(event, { ErrorMsg: { Code: 4001, Msg: 'It broke.' } })]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({
      code: 'server',
      message: expect.stringContaining('It broke.'),
      partial: { text: 'Hel' },
    });
  });

  it('that ends a stream without a reason has not finished', async () => {
    const event = { Id: 'c', Choices: [{ Index: 0, Delta: { Role: 'assistant', Content: 'Hel' }, FinishReason: '' }] };
    await using vended = await servingNative([sseReply(event)]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({ code: 'invalid-response' });
  });

  it('counts a conversation as one text', async () => {
    await using vended = await servingNative([enveloped({ TokenCount: 7 })]);
    const { inputTokens } = await vended.ai.countTokens({ messages: [system('Be brief.'), user('Hi')] });
    expect(inputTokens).toBe(7);
    expect(vended.body()).toEqual({ Prompt: 'Be brief.\nHi' });
  });

  it('tells why a picture could not be drawn', async () => {
    const failed = {
      JobStatusCode: '4',
      JobErrorCode: 'OperationDenied.TextIllegalDetected',
      JobErrorMsg: 'Not that.',
    };
    await using vended = await servingNative([enveloped({ JobId: 'j' }), enveloped(failed)]);
    expect(await failureOf(vended.ai.image({ model: 'hunyuan-image', prompt: 'x' }))).toMatchObject({
      code: 'content-filter',
    });
    expect(vended.request().headers['x-tc-action']).toBe('QueryHunyuanImageJob');
  });
});
