// What SEA-LION does otherwise, item by item of its documents.
import { image, inspect, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sealion } from './index.ts';

const model = 'aisingapore/Llama-SEA-LION-v3.5-70B-R';
const gemma = 'aisingapore/Gemma-SEA-LION-v4-27B-IT';
const messages = [user('Apa kabar?')];
const { reply } = openaiAnswer({ content: 'Baik.' }, 'stop');
const serving = (answers: Parameters<typeof served>[1]) => served((at) => sealion({ ...at, model }), answers);
const features = ({ warnings }: { readonly warnings: readonly { readonly feature: string }[] }) =>
  warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it.each(['SEA_LION_API_KEY', 'SEALION_API_KEY'])('may come from %s', async (variable) => {
    vi.stubEnv('SEA_LION_API_KEY', '');
    vi.stubEnv(variable, 'from-environment');
    await using vended = await served(({ baseURL }) => sealion({ baseURL, model }), [reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer from-environment');
  });

  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('SEA_LION_API_KEY', '');
    vi.stubEnv('SEALION_API_KEY', '');
    await using ai = pipeline(sealion({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('SEA_LION_API_KEY'),
    });
  });

  it('that has expired is told without being shown', async () => {
    await using vended = await serving([
      openaiFailure(401, 'Authentication Error - Expired Key.', { type: 'expired_key', code: '401' }),
    ]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('Expired Key') });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('reasoning', () => {
  it.each([
    ['high', 'on'],
    ['none', 'off'],
  ] as const)('%s is the mode "%s" of the template', async (effort, mode) => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, reasoning: { effort } });
    expect(vended.body()).toMatchObject({ chat_template_kwargs: { thinking_mode: mode } });
  });

  it('is left to the model where nothing is said', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages });
    expect(vended.body()).not.toHaveProperty('chat_template_kwargs');
  });

  it('of v4 cannot be asked for', async () => {
    await using vended = await serving([reply]);
    const result = await vended.ai.chat({ model: gemma, messages, reasoning: { effort: 'high' } });
    expect(features(result)).toEqual(['reasoning']);
  });

  it('stands in the text, between tags that chunks may cut', async () => {
    const chunk = (content: string, finish: string | null = null) => ({
      id: 'x',
      model,
      choices: [{ index: 0, delta: { content }, finish_reason: finish }],
    });
    const pieces = ['<thi', 'nk>Hm', 'm.</th', 'ink>', 'Baik', '.'];
    await using vended = await serving([sseReply(...pieces.map((piece) => chunk(piece)), chunk('', 'stop'), '[DONE]')]);
    const stream = vended.ai.stream({ messages });
    let text = '';
    for await (const part of stream) if (part.type === 'text') text += part.text;
    expect(text).toBe('Baik.');
    expect(await stream.response).toMatchObject({ text: 'Baik.', reasoning: 'Hmm.' });
  });
});

describe('a request', () => {
  it('may ask the gateway for a fresh answer', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, vendor: { sealion: { cache: { 'no-cache': true } } } });
    expect(vended.body()).toMatchObject({ cache: { 'no-cache': true } });
  });

  it('has tools for those who call them', async () => {
    await using vended = await serving([reply, reply, reply]);
    const asking = (name: string) => ({ model: name, messages, tools: [sampleTool] });
    expect(features(await vended.ai.chat(asking(model)))).toEqual([]);
    expect(vended.body()).toHaveProperty('tools');
    expect(features(await vended.ai.chat(asking('aisingapore/Llama-SEA-LION-v3-70B-IT')))).toEqual([]);
    const older = await vended.ai.chat(asking('aisingapore/Gemma-SEA-LION-v3-9B-IT'));
    expect(features(older)).toEqual(['tools']);
    expect(vended.body()).not.toHaveProperty('tools');
  });

  it('has pictures for Gemma v4', async () => {
    await using vended = await serving([reply, reply]);
    const seen = [user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What?' }])];
    expect(features(await vended.ai.chat({ model: gemma, messages: seen }))).toEqual([]);
    expect(vended.request().text()).toContain('image_url');
    const blind = await vended.ai.chat({ model: 'aisingapore/Qwen-SEA-LION-v4-32B-IT', messages: seen });
    expect(features(blind)).toEqual(['messages[0].content[0]']);
  });

  it('that streams asks for usage', async () => {
    await using vended = await serving([openaiAnswer({ content: 'Baik.' }, 'stop').stream]);
    const { usage } = await vended.ai.stream({ messages }).response;
    expect(vended.body()).toMatchObject({ stream_options: { include_usage: true } });
    expect(usage).toMatchObject({ inputTokens: 1_210 });
  });
});

describe('moderation', () => {
  const verdict = (content: string) => openaiAnswer({ content }, 'stop').reply;

  it('is a chat with SEA-Guard for each text, in their order', async () => {
    await using vended = await serving((request) => {
      const { messages: asked } = request.json() as { messages: { content: string }[] };
      return verdict(asked[0]?.content === 'Bad' ? 'unsafe\nS1, S10' : 'safe');
    });
    const { results, usage } = await vended.ai.moderate({ input: ['Good', 'Bad'] });
    expect(results).toEqual([
      { flagged: false, categories: { unsafe: false } },
      { flagged: true, categories: { unsafe: true, s1: true, s10: true } },
    ]);
    expect(usage).toMatchObject({ inputTokens: 2_420 });
    expect(vended.server.requests).toHaveLength(2);
    expect(vended.body()).toMatchObject({ model: 'aisingapore/SEA-Guard', temperature: 0 });
  });

  it.each(['safe', ' Safe.\n', 'UNSAFE', 'unsafe: S1'])('reads %j', async (answer) => {
    await using vended = await serving([verdict(answer)]);
    const { results } = await vended.ai.moderate({ input: [[{ type: 'text', text: 'Hi' }]] });
    expect(results[0]?.flagged).toBe(/unsafe/i.test(answer));
  });

  it('can be shown unsent', async () => {
    const shown = await inspect(sealion({ apiKey: 'test-key', model }), 'moderate', { input: ['Hi', 'Ho'] });
    expect(shown.url).toBe('https://api.sea-lion.ai/v1/chat/completions');
    expect(shown.body).toMatchObject({ model: 'aisingapore/SEA-Guard', messages: [{ content: 'Hi' }] });
  });

  it('by a model that is no guard is a failure', async () => {
    await using vended = await serving([verdict('I am fine, thank you.')]);
    expect(await failureOf(vended.ai.moderate({ model: gemma, input: 'Hi' }))).toMatchObject({
      code: 'invalid-response',
    });
  });

  it('of pictures is unsupported', async () => {
    await using ai = pipeline(sealion({ apiKey: 'test-key' }));
    const input = [[image({ data: samplePicture, mediaType: 'image/png' })]];
    expect(await failureOf(ai.moderate({ input }))).toMatchObject({ code: 'unsupported', field: 'input[0]' });
  });
});

describe('a failure', () => {
  it('has its status as a text, and an id for support', async () => {
    await using vended = await serving([
      openaiFailure(
        429,
        'Rate limit exceeded.',
        { code: '429' },
        { 'x-litellm-call-id': 'call-1', 'retry-after': '6' },
      ),
    ]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({
      code: 'rate-limit',
      requestId: 'call-1',
      retryAfterMs: 6_000,
    });
  });

  it.each([
    [404, 'The model `x` does not exist.', 'not-found'],
    [400, 'litellm.BadRequestError: Invalid model name passed in model=x.', 'not-found'],
    [400, 'litellm.ContextWindowExceededError: too much.', 'context-length'],
  ] as const)('of %i that says %j is read', async (status, words, code) => {
    await using vended = await serving([openaiFailure(status, words, { code: String(status) })]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code });
  });
});
