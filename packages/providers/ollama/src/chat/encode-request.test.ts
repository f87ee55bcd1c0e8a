import { inspect, type Message, pipeline, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { answer, failure, served } from '../../tests/served.ts';
import { type OllamaOptions, ollama } from '../index.ts';

type Request = Parameters<ReturnType<typeof pipeline<ReturnType<typeof ollama>>>['chat']>[0];

/** The body that a request becomes, and the features that were warned of. */
async function encoded(request: Partial<Request>, options: OllamaOptions = {}) {
  const shown = await inspect(pipeline(ollama({ model: 'qwen3:8b', ...options })), 'chat', {
    messages: [user('Hi')],
    ...request,
  });
  return { body: shown.body as Record<string, unknown>, warned: shown.warnings.map(({ feature }) => feature) };
}

const messagesOf = async (messages: readonly Message[]) => {
  const { body, warned } = await encoded({ messages });
  return { messages: body.messages as Record<string, unknown>[], warned };
};

const weather = {
  name: 'weather',
  description: 'Weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
} as const;

describe('a chat request', () => {
  it('says that it wants no stream, which is the server’s default', async () => {
    const { ai, body, server } = await served([answer({ content: 'Hello' })]);
    await ai.chat({ messages: [user('Hi')] });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/chat' });
    expect(body()).toEqual({ model: 'qwen3:8b', messages: [{ role: 'user', content: 'Hi' }], stream: false });
  });

  it('says lengths and sampling as options of the model', async () => {
    const { body, warned } = await encoded({
      maxTokens: 9,
      temperature: 0,
      topP: 0.9,
      topK: 40,
      stop: 'END',
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
    });
    expect(body.options).toEqual({
      num_predict: 9,
      temperature: 0,
      top_p: 0.9,
      top_k: 40,
      stop: ['END'],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
    });
    expect(warned).toEqual([]);
  });

  it('takes options and how long the model stays from the provider, and lets the request win', async () => {
    const { body } = await encoded(
      {
        temperature: 0.5,
        vendor: { ollama: { options: { num_ctx: 8192, min_p: 0.1 }, keep_alive: 0, truncate: false } },
      },
      { options: { num_ctx: 4096, num_thread: 2, temperature: 1 }, keepAlive: '30m' },
    );
    expect(body.options).toEqual({ num_ctx: 8192, num_thread: 2, temperature: 0.5, min_p: 0.1 });
    expect(body).toMatchObject({ keep_alive: 0, truncate: false });
    expect((await encoded({}, { keepAlive: -1 })).body).toMatchObject({ keep_alive: -1 });
  });

  it('asks for JSON, or for a schema, as the format', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
    expect((await encoded({ output: { type: 'json' } })).body.format).toBe('json');
    expect((await encoded({ output: { type: 'json-schema', schema } })).body.format).toEqual(schema);
    expect((await encoded({ output: { type: 'json-schema', schema, description: 'A place' } })).body.format).toEqual({
      ...schema,
      description: 'A place',
    });
    expect((await encoded({ output: { type: 'text' } })).body).not.toHaveProperty('format');
  });

  it('asks for log probabilities, of 20 alternatives at most', async () => {
    expect((await encoded({ logprobs: true })).body).toMatchObject({ logprobs: true });
    const { body, warned } = await encoded({ logprobs: 50 });
    expect(body).toMatchObject({ logprobs: true, top_logprobs: 20 });
    expect(warned).toEqual(['logprobs']);
  });

  it('tells what Ollama cannot do', async () => {
    const { body, warned } = await encoded({
      n: 2,
      user: 'u',
      metadata: {},
      serviceTier: 'x',
      promptCache: {},
      parallelToolCalls: false,
    });
    expect(Object.keys(body).sort()).toEqual(['messages', 'model', 'stream']);
    expect(warned.sort()).toEqual(['metadata', 'n', 'parallelToolCalls', 'promptCache', 'serviceTier', 'user']);
  });
});

describe('thinking', () => {
  it.each([
    ['qwen3:8b', { effort: 'none' }, false, []],
    ['qwen3:8b', { budgetTokens: 0 }, false, []],
    ['qwen3:8b', { summary: 'auto' }, true, []],
    ['qwen3:8b', { effort: 'high' }, 'high', []],
    ['qwen3:8b', { effort: 'minimal' }, 'low', ['reasoning.effort']],
    ['qwen3:8b', { effort: 'xhigh' }, 'high', ['reasoning.effort']],
    ['qwen3:8b', { effort: 'max' }, 'max', []],
    ['qwen3:8b', { budgetTokens: 100 }, true, ['reasoning.budgetTokens']],
    ['qwen3:8b', { effort: 'low', summary: 'none' }, 'low', ['reasoning.summary']],
    ['gpt-oss:20b', { effort: 'none' }, 'low', ['reasoning.effort']],
    ['gpt-oss:20b', { effort: 'max' }, 'high', ['reasoning.effort']],
    ['gpt-oss:20b', { summary: 'auto' }, undefined, []],
    ['llama3.2', { effort: 'high' }, undefined, ['reasoning']],
    ['hf.co/someone/Llama3-GGUF:q4', { effort: 'none' }, undefined, []],
    ['phi4', { effort: 'low' }, undefined, ['reasoning']],
    ['phi4-reasoning', { effort: 'low' }, 'low', []],
  ] as const)('of %s: %j becomes %j', async (model, reasoning, think, warnings) => {
    const { body, warned } = await encoded({ model, reasoning });
    expect(body.think).toBe(think);
    expect(warned).toEqual(warnings);
  });
});

describe('tools', () => {
  it('always have an object of parameters', async () => {
    const { body } = await encoded({ tools: [weather, { name: 'clock' }] });
    expect(body.tools).toEqual([
      { type: 'function', function: weather },
      { type: 'function', function: { name: 'clock', parameters: { type: 'object', properties: {} } } },
    ]);
  });

  it('can be kept away, but not demanded', async () => {
    expect((await encoded({ tools: [weather], toolChoice: 'none' })).body).not.toHaveProperty('tools');
    expect((await encoded({ tools: [weather], toolChoice: 'required' })).warned).toEqual(['toolChoice']);
    const named = await encoded({ tools: [weather, { name: 'clock' }], toolChoice: { name: 'clock' } });
    expect(named).toMatchObject({ warned: ['toolChoice'], body: { tools: [{ function: { name: 'clock' } }] } });
  });

  it('are no vendor’s, not strict and not marked', async () => {
    const { body, warned } = await encoded({
      tools: [
        { ...weather, strict: true, cache: true },
        { type: 'hosted', name: 'search' },
      ],
    });
    expect((body.tools as unknown[]).length).toBe(1);
    expect(warned).toEqual(['tools[0].cache', 'tools[0].strict', 'tools[1]']);
  });
});

describe('messages', () => {
  it('are plain strings with bare base64 images beside them', async () => {
    const { messages } = await messagesOf([
      {
        role: 'system',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image', source: { data: Uint8Array.of(1, 2, 3), mediaType: 'image/png' } },
          { type: 'image', source: { data: 'BAUG', mediaType: 'image/png' } },
          { type: 'image', source: { url: 'data:image/png;base64,BwgJ' } },
          { type: 'file', source: { data: 'CgsM', mediaType: 'image/webp' } },
        ],
      },
    ]);
    expect(messages).toEqual([
      { role: 'system', content: 'A\nB' },
      { role: 'user', content: 'What?', images: ['AQID', 'BAUG', 'BwgJ', 'CgsM'] },
    ]);
  });

  it('cannot hold links to images: an answer about what was not seen would be worth nothing', async () => {
    const { ai, server } = await served([answer({})]);
    const error = await failure(
      ai.chat({
        messages: [{ role: 'user', content: [{ type: 'image', source: { url: 'https://example.com/a.png' } }] }],
      }),
    );
    expect(error).toMatchObject({
      code: 'unsupported',
      field: 'messages[0].content[0].source',
      retry: 'other-provider',
    });
    expect(server.requests).toHaveLength(0);
  });

  it('tell what they leave out', async () => {
    const { messages, warned } = await messagesOf([
      {
        role: 'user',
        name: 'Ada',
        content: [
          { type: 'text', text: 'a', cache: true },
          { type: 'audio', source: { url: 'https://example.com/a.mp3' } },
          { type: 'file', source: { data: '', mediaType: 'application/pdf' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'hosted-tool-call', id: 'h', name: 'search' },
          { type: 'reasoning', text: 'Hm.', vendor: { origin: { wire: 'anthropic' }, data: {} } },
        ],
      },
    ]);
    expect(messages).toEqual([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '', thinking: 'Hm.' },
    ]);
    expect(warned).toEqual([
      'messages[0].name',
      'messages[0].content[0].cache',
      'messages[0].content[1]',
      'messages[0].content[2]',
      'messages[1].content[0]',
      'messages[1].content[1]',
    ]);
  });

  it('carry thoughts, calls with objects for arguments, and results by the tool’s name', async () => {
    const { messages, warned } = await messagesOf([
      user('Weather?'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Look it up.' },
          { type: 'text', text: 'One moment.' },
          { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}', input: { city: 'Oslo' } },
          { type: 'tool-call', id: 'c2', name: 'clock', arguments: '' },
          { type: 'tool-call', id: 'c3', name: 'sum', arguments: '[1,2]' },
          { type: 'tool-call', id: 'c4', name: 'bad', arguments: '{"x":', invalid: 'no JSON' },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', content: '15 °C' },
          {
            type: 'tool-result',
            toolCallId: 'c2',
            toolName: 'renamed',
            content: [
              { type: 'json', value: { time: 12 } },
              { type: 'image', source: { data: 'AQID', mediaType: 'image/png' } },
            ],
          },
          { type: 'tool-result', toolCallId: 'c9', content: 'Gone.', isError: true },
        ],
      },
    ]);
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'One moment.',
        thinking: 'Look it up.',
        tool_calls: [
          { id: 'c1', function: { name: 'weather', arguments: { city: 'Oslo' } } },
          { id: 'c2', function: { name: 'clock', arguments: {} } },
          { id: 'c3', function: { name: 'sum', arguments: { arguments: [1, 2] } } },
          { id: 'c4', function: { name: 'bad', arguments: { arguments: '{"x":' } } },
        ],
      },
      { role: 'tool', content: '15 °C', tool_name: 'weather', tool_call_id: 'c1' },
      { role: 'tool', content: '{"time":12}', images: ['AQID'], tool_name: 'renamed', tool_call_id: 'c2' },
      { role: 'tool', content: 'Error: Gone.', tool_call_id: 'c9' },
    ]);
    expect(warned).toEqual(['messages[1].content[5].arguments']);
  });
});
