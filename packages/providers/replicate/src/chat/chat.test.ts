import { assistant, image, system, text, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failure, served, succeeded } from '../../tests/served.ts';

const messages = [user('Hi')];
const llama = 'meta/meta-llama-3-8b-instruct';

async function inputOf(request: object, options = {}) {
  const { ai, body } = await served(succeeded(['x']), options);
  const { warnings } = await ai.chat({ model: llama, messages, ...request } as never);
  return { input: body().input as Record<string, unknown>, warnings: warnings.map(({ feature }) => feature) };
}

describe('the input of a language model', () => {
  it('is a prompt and what goes with it, by the names of its family', async () => {
    const request = {
      messages: [system('Be brief.'), user('Hi')],
      maxTokens: 10,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: ['END', 'STOP'],
      seed: 1,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
    };
    expect(await inputOf(request)).toEqual({
      input: {
        system_prompt: 'Be brief.',
        prompt: 'Hi',
        max_tokens: 10,
        temperature: 0.5,
        top_p: 0.9,
        top_k: 40,
        stop_sequences: 'END,STOP',
        seed: 1,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
      },
      warnings: [],
    });
    expect((await inputOf({ model: 'meta/llama-2-70b-chat', maxTokens: 10 })).input).toEqual({
      prompt: 'Hi',
      max_new_tokens: 10,
    });
    expect((await inputOf({ model: 'openai/gpt-5', maxTokens: 10, reasoning: { effort: 'low' } })).input).toEqual({
      prompt: 'Hi',
      max_completion_tokens: 10,
      reasoning_effort: 'low',
    });
    expect(
      (
        await inputOf({
          model: 'google/gemini-3-pro',
          messages: [system('S'), user('Hi')],
          reasoning: { budgetTokens: 100 },
        })
      ).input,
    ).toEqual({
      system_instruction: 'S',
      prompt: 'Hi',
      thinking_budget: 100,
    });
  });

  it('warns of what the model has no input for', async () => {
    const asked = {
      model: 'openai/gpt-5',
      temperature: 0.5,
      topK: 3,
      seed: 1,
      user: 'u',
      metadata: {},
      serviceTier: 'flex',
      promptCache: {},
      logprobs: true,
    };
    const { input, warnings } = await inputOf(asked);
    expect(input).toEqual({ prompt: 'Hi' });
    expect(warnings).toEqual([
      'temperature',
      'topK',
      'seed',
      'logprobs',
      'promptCache',
      'user',
      'metadata',
      'serviceTier',
    ]);
  });

  it('cannot hold a stop sequence with a comma', async () => {
    expect(await inputOf({ stop: ['a,b', 'c'] })).toMatchObject({ input: { stop_sequences: 'c' }, warnings: ['stop'] });
  });

  it('is messages where the model takes them, else a transcript', async () => {
    const conversation = [system('S'), user('One'), assistant('Two'), user('Three')];
    expect((await inputOf({ model: 'openai/gpt-4.1', messages: conversation })).input).toEqual({
      system_prompt: 'S',
      messages: [
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Two' },
        { role: 'user', content: 'Three' },
      ],
    });
    expect(await inputOf({ messages: conversation })).toEqual({
      input: { system_prompt: 'S', prompt: 'User: One\n\nAssistant: Two\n\nUser: Three\n\nAssistant:' },
      warnings: ['messages'],
    });
    expect(await inputOf({ model: 'deepseek-ai/deepseek-v3', messages: [system('S'), user('Hi')] })).toEqual({
      input: { prompt: 'S\n\nHi' },
      warnings: ['messages.system'],
    });
  });

  it('links to images: small ones as data URLs, large ones uploaded', async () => {
    const { ai, asked, body } = await served(({ path }) =>
      path.startsWith('/files')
        ? { body: { id: 'f', urls: { get: 'https://api.replicate.com/v1/files/f' } } }
        : succeeded(['x']),
    );
    const large = new Uint8Array(300 * 1024);
    const content = [
      text('What is this?'),
      image({ url: 'https://example.com/a.png' }),
      image({ data: new Uint8Array([1, 2, 3]), mediaType: 'image/png' }),
      image({ data: large, mediaType: 'image/png' }),
      image({ fileId: 'f', provider: 'replicate' }),
    ];
    await ai.chat({ model: 'openai/gpt-5', messages: [user(content)] });
    expect(asked()).toEqual(['POST /files', 'GET /files/f', 'POST /models/openai/gpt-5/predictions']);
    expect(body(2).input).toEqual({
      prompt: 'What is this?',
      image_input: [
        'https://example.com/a.png',
        'data:image/png;base64,AQID',
        'https://api.replicate.com/v1/files/f',
        'https://api.replicate.com/v1/files/f',
      ],
    });
  });

  it.each([
    ['tools', { tools: [{ name: 'clock' }] }],
    ['output', { output: { type: 'json' } }],
    ['n', { n: 2 }],
    ['messages', { messages: [user([{ type: 'audio', source: { url: 'https://example.com/a.mp3' } }])] }],
    ['messages', { messages: [user([image({ url: 'https://example.com/a.png' })])] }],
    [
      'messages',
      {
        model: 'anthropic/claude-4-sonnet',
        messages: [user([image({ url: 'https://a.b/1' }), image({ url: 'https://a.b/2' })])],
      },
    ],
    ['fileId', { model: 'openai/gpt-5', messages: [user([image({ fileId: 'f', provider: 'openai' })])] }],
  ])('cannot be one with %s', async (field, request) => {
    const { ai, server } = await served(succeeded(['x']));
    expect(await failure(ai.chat({ messages, ...request } as never))).toMatchObject({ code: 'unsupported', field });
    expect(server.requests).toEqual([]);
  });

  it('takes fields of its own schema last', async () => {
    const vendor = { replicate: { input: { temperature: 1, system_prompt: null, prompt_template: '{prompt}' } } };
    expect((await inputOf({ messages: [system('S'), user('Hi')], temperature: 0, vendor })).input).toEqual({
      prompt: 'Hi',
      temperature: 1,
      prompt_template: '{prompt}',
    });
  });

  it('is named by the model’s own schema where that is asked for, once', async () => {
    const properties = {
      prompt: { type: 'string' },
      max_length: {},
      max_tokens: { type: 'integer' },
      images: { type: 'array' },
      stop_sequences: { type: 'array' },
    };
    const schema = { components: { schemas: { Input: { properties } } } };
    const { ai, asked, body } = await served(
      ({ method }) =>
        method === 'GET' ? { body: { latest_version: { id: 'v', openapi_schema: schema } } } : succeeded(['x']),
      { inputSchemas: 'live' },
    );
    const request = {
      model: 'acme/new',
      messages: [user([text('Hi'), image({ url: 'https://a.b/1' })])],
      maxTokens: 5,
      stop: 'END',
      temperature: 1,
    };
    const { warnings } = await ai.chat(request);
    await ai.chat(request);
    expect(asked()).toEqual([
      'GET /models/acme/new',
      'POST /models/acme/new/predictions',
      'POST /models/acme/new/predictions',
    ]);
    expect(body(1).input).toEqual({ prompt: 'Hi', images: ['https://a.b/1'], max_tokens: 5, stop_sequences: ['END'] });
    expect(warnings.map(({ feature }) => feature)).toEqual(['temperature']);
  });

  it('is refused before it is sent where the call is strict', async () => {
    const { ai, server } = await served(succeeded(['x']));
    expect(await failure(ai.chat({ model: 'openai/gpt-5', messages, topK: 1 }, { strict: true }))).toMatchObject({
      code: 'unsupported',
      field: 'topK',
    });
    expect(server.requests).toEqual([]);
  });
});

describe('the answer of a language model', () => {
  it.each([
    [['Hel', 'lo', '', '\n', 'there'], 'Hello\nthere'],
    ['Hello', 'Hello'],
    [[], ''],
    [null, ''],
    [['a', 5, null, 'b'], 'ab'],
  ])('of %j is "%s"', async (output, expected) => {
    const { ai } = await served(succeeded(output));
    const answer = await ai.chat({ messages });
    expect(answer).toMatchObject({ text: expected, finishReason: 'stop', warnings: [] });
  });

  it('that is no text is kept, with a warning', async () => {
    const { ai } = await served(succeeded({ score: 1 }));
    expect(await ai.chat({ messages })).toMatchObject({
      text: '',
      warnings: [{ feature: 'output' }],
      meta: { vendor: { output: { score: 1 } } },
    });
  });

  it('has usage and a price where the model counts tokens', async () => {
    const metrics = { input_token_count: 1_000_000, output_token_count: 0, predict_time: 0.5, tokens_per_second: 80 };
    const { ai } = await served(succeeded(['x'], { metrics, model: 'anthropic/claude-4.5-haiku' }));
    expect(await ai.chat({ model: 'anthropic/claude-4.5-haiku', messages })).toMatchObject({
      usage: { state: 'reported', inputTokens: 1_000_000, outputTokens: 0, raw: metrics },
      cost: { amount: 1, currency: 'USD', source: 'catalogue' },
      meta: { model: 'anthropic/claude-4.5-haiku', requestedModel: 'anthropic/claude-4.5-haiku' },
    });
  });
});
