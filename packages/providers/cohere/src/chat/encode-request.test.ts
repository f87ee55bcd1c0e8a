import { inspect, type Message, pipeline, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { answer, apiKey, served } from '../../tests/served.ts';
import { cohere } from '../index.ts';

type Request = Parameters<ReturnType<typeof pipeline<ReturnType<typeof cohere>>>['chat']>[0];

/** The body that a request becomes, and the features that were warned of. */
async function encoded(request: Partial<Request>) {
  const ai = pipeline(cohere({ apiKey, model: 'command-a-plus-05-2026' }));
  const shown = await inspect(ai, 'chat', { messages: [user('Hi')], ...request });
  return { body: shown.body as Record<string, unknown>, warned: shown.warnings.map(({ feature }) => feature) };
}

const messagesOf = async (messages: readonly Message[], model?: string) => {
  const { body, warned } = await encoded({ messages, ...(model && { model }) });
  return { messages: body.messages as Record<string, unknown>[], documents: body.documents, warned };
};

const weather = {
  name: 'weather',
  description: 'Weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
} as const;
const clock = { name: 'clock' } as const;

describe('a chat request', () => {
  it('is the model and the messages, and nothing that nobody asked for', async () => {
    const { ai, body, server } = await served([answer({ content: [{ type: 'text', text: 'Hello' }] })]);
    await ai.chat({ messages: [user('Hi')] });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v2/chat' });
    expect(body()).toEqual({ model: 'command-a-plus-05-2026', messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('asks for a stream by a field', async () => {
    const shown = await inspect(pipeline(cohere({ apiKey })), 'stream', {
      model: 'command-a-03-2025',
      messages: [user('Hi')],
    });
    expect(shown).toMatchObject({ url: 'https://api.cohere.com/v2/chat', body: { stream: true } });
  });

  it('spells lengths and sampling as Cohere does', async () => {
    const { body, warned } = await encoded({
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: 'END',
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      logprobs: true,
    });
    expect(body).toMatchObject({
      max_tokens: 9,
      temperature: 0.5,
      p: 0.9,
      k: 40,
      stop_sequences: ['END'],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      logprobs: true,
    });
    expect(warned).toEqual([]);
  });

  it('keeps numbers within the bounds and says so', async () => {
    const { body, warned } = await encoded({
      topP: 1,
      topK: 600,
      presencePenalty: -1,
      frequencyPenalty: 1.5,
      stop: ['1', '2', '3', '4', '5', '6'],
      seed: -1,
      logprobs: 5,
    });
    expect(body).toMatchObject({
      p: 0.99,
      k: 500,
      presence_penalty: 0,
      frequency_penalty: 1,
      stop_sequences: ['1', '2', '3', '4', '5'],
      logprobs: true,
    });
    expect(body).not.toHaveProperty('seed');
    expect(warned.sort()).toEqual(['frequencyPenalty', 'logprobs', 'presencePenalty', 'seed', 'stop', 'topK', 'topP']);
  });

  it('tells what Cohere cannot do', async () => {
    const { body, warned } = await encoded({
      n: 2,
      user: 'u',
      metadata: { a: 'b' },
      serviceTier: 'flex',
      promptCache: {},
      parallelToolCalls: false,
    });
    expect(Object.keys(body)).toEqual(['model', 'messages']);
    expect(warned.sort()).toEqual(['metadata', 'n', 'parallelToolCalls', 'promptCache', 'serviceTier', 'user']);
  });

  it('takes fields that only Cohere has, last', async () => {
    const { body } = await encoded({
      temperature: 0.1,
      vendor: { cohere: { safety_mode: 'STRICT', citation_options: { mode: 'fast' }, temperature: 0.2 } },
    });
    expect(body).toMatchObject({ safety_mode: 'STRICT', citation_options: { mode: 'fast' }, temperature: 0.2 });
  });
});

describe('tools', () => {
  it('always have parameters', async () => {
    const { body } = await encoded({ tools: [weather, clock] });
    expect(body.tools).toEqual([
      { type: 'function', function: weather },
      { type: 'function', function: { name: 'clock', parameters: { type: 'object', properties: {} } } },
    ]);
    expect(body).not.toHaveProperty('tool_choice');
  });

  it.each([
    ['auto', undefined],
    ['required', 'REQUIRED'],
    ['none', 'NONE'],
  ] as const)('are chosen by capital words: %s', async (toolChoice, word) => {
    const { body, warned } = await encoded({ tools: [weather], toolChoice });
    expect(body.tool_choice).toBe(word);
    expect(warned).toEqual([]);
  });

  it('that are demanded by name are offered alone', async () => {
    const { body, warned } = await encoded({ tools: [weather, clock], toolChoice: { name: 'clock' } });
    expect(body).toMatchObject({ tool_choice: 'REQUIRED', tools: [{ function: { name: 'clock' } }] });
    expect((body.tools as unknown[]).length).toBe(1);
    expect(warned).toEqual(['toolChoice']);
  });

  it('cannot be demanded of the older Command R models', async () => {
    const { body, warned } = await encoded({ model: 'command-r-08-2024', tools: [weather], toolChoice: 'required' });
    expect(body).not.toHaveProperty('tool_choice');
    expect(warned).toEqual(['toolChoice']);
  });

  it('are held to their schemas all together', async () => {
    const parameters = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] } as const;
    const { body, warned } = await encoded({
      tools: [
        { name: 'a', parameters, strict: true },
        { ...clock, strict: false },
      ],
    });
    expect(body.strict_tools).toBe(true);
    expect(JSON.stringify(body.tools)).not.toContain('"minimum"');
    expect(warned.sort()).toEqual(['tools', 'tools[0].parameters']);
  });

  it('of vendors do not exist here', async () => {
    const { body, warned } = await encoded({ tools: [{ type: 'hosted', name: 'web_search' }] });
    expect(body).not.toHaveProperty('tools');
    expect(warned).toEqual(['tools[0]']);
  });
});

describe('the form of the answer', () => {
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } as const;

  it('is the bare schema beside `json_object`', async () => {
    const { body } = await encoded({ output: { type: 'json-schema', schema, name: 'person' } });
    expect(body.response_format).toEqual({ type: 'json_object', json_schema: { ...schema, title: 'person' } });
    expect((await encoded({ output: { type: 'json' } })).body.response_format).toEqual({ type: 'json_object' });
  });

  it('loses what Cohere does not know of a schema, and says what', async () => {
    const bounded = {
      type: 'object',
      properties: { age: { type: 'integer', minimum: 0 } },
      required: ['age'],
    } as const;
    const { body, warned } = await encoded({ output: { type: 'json-schema', schema: bounded } });
    expect(JSON.stringify(body.response_format)).not.toContain('"minimum"');
    expect(warned).toEqual(['output.schema']);
  });

  it.each([
    ['tools', { tools: [weather] }],
    ['documents', { vendor: { cohere: { documents: ['A fact.'] } } }],
  ] as const)('is asked for in words beside %s', async (_, more) => {
    const { body, warned } = await encoded({ output: { type: 'json-schema', schema }, ...(more as object) });
    expect(body).not.toHaveProperty('response_format');
    expect(body.messages).toMatchObject([
      { role: 'system', content: expect.stringContaining('"name"') },
      { role: 'user' },
    ]);
    expect(warned).toEqual(['output']);
  });

  it('is asked for in words where the root is no object', async () => {
    const { body, warned } = await encoded({
      output: { type: 'json-schema', schema: { type: 'array', items: { type: 'string' } } },
    });
    expect(body).not.toHaveProperty('response_format');
    expect(warned).toEqual(['output.schema']);
  });
});

describe('thinking', () => {
  it.each([
    [{ effort: 'none' }, { type: 'disabled' }, []],
    [{ budgetTokens: 0 }, { type: 'disabled' }, []],
    [{ budgetTokens: 500 }, { type: 'enabled', token_budget: 500 }, []],
    [{ effort: 'low' }, { type: 'enabled', token_budget: 2048 }, []],
    [{ effort: 'high' }, { type: 'enabled' }, []],
    [{ effort: 'extreme' }, { type: 'enabled' }, ['reasoning.effort']],
    [{ summary: 'concise' }, undefined, ['reasoning.summary']],
    [{}, undefined, []],
  ] as const)('%j becomes %j', async (reasoning, thinking, warnings) => {
    const { body, warned } = await encoded({ reasoning });
    expect(body.thinking).toEqual(thinking);
    expect(warned).toEqual(warnings);
  });

  it('is left out for models that do not think', async () => {
    const asked = await encoded({ model: 'command-a-03-2025', reasoning: { effort: 'high' } });
    expect(asked).toMatchObject({ warned: ['reasoning'] });
    expect(asked.body).not.toHaveProperty('thinking');
    expect((await encoded({ model: 'command-a-03-2025', reasoning: { effort: 'none' } })).warned).toEqual([]);
  });
});

describe('messages', () => {
  it('keep several system messages where they stand', async () => {
    const { messages } = await messagesOf([
      { role: 'system', content: 'A' },
      user('Hi'),
      { role: 'system', content: [{ type: 'text', text: 'B' }] },
    ]);
    expect(messages).toEqual([
      { role: 'system', content: 'A' },
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'B' },
    ]);
  });

  it('hold images by link or data', async () => {
    const { messages, warned } = await messagesOf([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: { url: 'https://example.com/a.png' }, detail: 'low' },
          { type: 'image', source: { data: Uint8Array.of(1), mediaType: 'image/png' }, detail: 'original' },
          { type: 'file', source: { data: 'AQ==', mediaType: 'image/png' } },
          { type: 'image', source: { fileId: 'f' } },
          { type: 'audio', source: { url: 'https://example.com/a.mp3' } },
        ],
      },
    ]);
    expect(messages[0]?.content).toEqual([
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } },
    ]);
    expect(warned).toEqual(['messages[0].content[2].detail', 'messages[0].content[4]', 'messages[0].content[5]']);
  });

  it('turn text files into documents beside the conversation', async () => {
    const { body, warned } = await encoded({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Sum up.' },
            { type: 'file', name: 'facts.txt', source: { data: 'Zm/DvA==', mediaType: 'text/plain' } },
            { type: 'file', source: { url: 'data:text/markdown,%23%20Hi' } },
            { type: 'file', source: { data: 'JVBERg==', mediaType: 'application/pdf' } },
          ],
        },
      ],
      vendor: { cohere: { documents: [{ id: 'mine', data: { text: 'Mine' } }] } },
    });
    expect(body.messages).toEqual([{ role: 'user', content: 'Sum up.' }]);
    expect(body.documents).toEqual([
      { id: 'doc:0', data: { title: 'facts.txt', text: 'foü' } },
      { id: 'doc:1', data: { text: '# Hi' } },
      { id: 'mine', data: { text: 'Mine' } },
    ]);
    expect(warned).toEqual(['messages[0].content[3]']);
  });

  it('say what stands beside tool calls as the plan, and give every call arguments', async () => {
    const { messages } = await messagesOf([
      user('Weather?'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'I look it up.' },
          { type: 'tool-call', id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}', input: { city: 'Oslo' } },
          { type: 'tool-call', id: 'c2', name: 'clock', arguments: '' },
        ],
      },
    ]);
    expect(messages[1]).toEqual({
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'Hm.' }],
      tool_plan: 'I look it up.',
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { id: 'c2', type: 'function', function: { name: 'clock', arguments: '{}' } },
      ],
    });
  });

  it('send thoughts back to models that think, and to no others', async () => {
    const thought: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'text', text: 'Yes.' },
      ],
    };
    expect((await messagesOf([user('?'), thought])).messages[1]).toEqual({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Yes.' },
      ],
    });
    const older = await messagesOf([user('?'), thought], 'command-r7b-12-2024');
    expect(older.messages[1]).toEqual({ role: 'assistant', content: 'Yes.' });
    expect(older.warned).toEqual(['messages[1].content[0]']);
  });

  it('leave opaque data of other vendors behind, and say so', async () => {
    const vendor = { origin: { wire: 'anthropic' }, data: { signature: 's' } };
    const { messages, warned } = await messagesOf([
      user('?'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', vendor },
          { type: 'hosted-tool-call', id: 'h', name: 'search' },
        ],
      },
    ]);
    expect(messages[1]).toEqual({ role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.' }] });
    expect(warned).toEqual(['messages[1].content[0]', 'messages[1].content[1]']);
  });

  it('make tool results citable where they are objects', async () => {
    const results: Message = {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'c1', content: 'plain' },
        { type: 'tool-result', toolCallId: 'c2', content: [{ type: 'json', value: { id: 'd1', title: 'T' } }] },
        {
          type: 'tool-result',
          toolCallId: 'c3',
          content: [
            { type: 'json', value: [{ a: 1 }, { b: 2 }] },
            { type: 'text', text: 'and' },
          ],
        },
        { type: 'tool-result', toolCallId: 'c4', content: [{ type: 'json', value: [1, 2] }] },
        { type: 'tool-result', toolCallId: 'c5', content: 'No such city.', isError: true },
        {
          type: 'tool-result',
          toolCallId: 'c6',
          content: [{ type: 'image', source: { url: 'https://example.com/a.png' } }],
        },
      ],
    };
    const { messages, warned } = await messagesOf([user('?'), results]);
    expect(messages.slice(1)).toEqual([
      { role: 'tool', tool_call_id: 'c1', content: 'plain' },
      {
        role: 'tool',
        tool_call_id: 'c2',
        content: [{ type: 'document', document: { id: 'd1', data: { id: 'd1', title: 'T' } } }],
      },
      {
        role: 'tool',
        tool_call_id: 'c3',
        content: [
          { type: 'document', document: { data: { a: 1 } } },
          { type: 'document', document: { data: { b: 2 } } },
          { type: 'text', text: 'and' },
        ],
      },
      { role: 'tool', tool_call_id: 'c4', content: '[1,2]' },
      { role: 'tool', tool_call_id: 'c5', content: 'Error: No such city.' },
      { role: 'tool', tool_call_id: 'c6', content: '' },
    ]);
    expect(warned).toEqual(['messages[1].content[5].content[0]']);
  });

  it('work with the helpers of core', async () => {
    const { messages } = await messagesOf([user('a'), toolResult({ id: 'c1' }, 'done')]);
    expect(messages[1]).toEqual({ role: 'tool', tool_call_id: 'c1', content: 'done' });
  });
});
