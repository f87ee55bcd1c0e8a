import { assistant, file, image, system, type ToolCallPart, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { answered, failed, served, streamed } from '../../tests/served.ts';

const weather = {
  name: 'weather',
  description: 'The weather.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
} as const;
const messages = [user('Hi')];
const call = { function_call: { name: 'weather', arguments: { city: 'Казань' } }, functions_state_id: 'state-1' };

describe('a request of the first contract', () => {
  it('has names and settings of its own', async () => {
    await using vended = await served(() => answered());
    const answer = await vended.ai.chat({
      messages,
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      n: 2,
      vendor: { gigachat: { repetition_penalty: 1.1, update_interval: 0.1 } },
    });
    expect(vended.body()).toEqual({
      model: 'GigaChat-2-Max',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      n: 2,
      repetition_penalty: 1.1,
      update_interval: 0.1,
    });
    expect(answer).toMatchObject({ text: 'Привет!', finishReason: 'stop', meta: { model: 'GigaChat-2-Max:2.0.28.2' } });
    expect(answer.usage).toMatchObject({
      inputTokens: 17,
      outputTokens: 3,
      inputDetails: { uncached: 15, cacheRead: 2 },
    });
    expect(answer.warnings).toEqual([]);
  });

  it('says a temperature of 0 as `top_p: 0`', async () => {
    await using vended = await served(() => answered());
    await vended.ai.chat({ messages, temperature: 0, topP: 0.9 });
    expect(vended.body()).toMatchObject({ top_p: 0 });
    expect(vended.body()).not.toHaveProperty('temperature');
  });

  it('warns of everything that it cannot say', async () => {
    await using vended = await served(() => answered());
    const asked = {
      topK: 1,
      stop: 'x',
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 1,
      user: 'u',
      metadata: { a: 'b' },
      serviceTier: 'x',
      logprobs: true,
      parallelToolCalls: true,
      promptCache: { ttl: '1h' },
    } as const;
    const answer = await vended.ai.chat({ messages: [{ ...user('Hi'), name: 'jo' }], ...asked });
    expect(answer.warnings.map(({ feature }) => feature).sort()).toEqual([
      'frequencyPenalty',
      'logprobs',
      'messages[0].name',
      'metadata',
      'parallelToolCalls',
      'presencePenalty',
      'promptCache.ttl',
      'seed',
      'serviceTier',
      'stop',
      'topK',
      'user',
    ]);
    expect(Object.keys(vended.body())).toEqual(['model', 'messages']);
    expect((await failed(vended.ai.chat({ messages, seed: 1 }, { strict: true }))).code).toBe('unsupported');
  });

  it('has one system message, which is the first', async () => {
    await using vended = await served(() => answered());
    await vended.ai.chat({ messages: [user('Hi'), system('Be brief.'), system('Be kind.')] });
    expect(vended.body().messages).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.' },
      { role: 'user', content: 'Hi' },
    ]);
  });

  it('names files by their ids, and says that others have to be uploaded', async () => {
    await using vended = await served(() => answered());
    const uploaded = { type: 'image', source: { fileId: 'file-1' } } as const;
    const answer = await vended.ai.chat({
      messages: [
        user([
          { type: 'text', text: 'What is it?' },
          uploaded,
          image('https://pictures.example/a.png'),
          file({ data: 'AAAA', mediaType: 'application/pdf' }),
        ]),
      ],
    });
    expect(vended.body().messages).toEqual([{ role: 'user', content: 'What is it?', attachments: ['file-1'] }]);
    expect(answer.warnings.map(({ feature }) => feature)).toEqual(['messages[0].content[2]', 'messages[0].content[3]']);
    expect(answer.warnings[0]?.detail).toMatch(/uploaded first/);
  });

  it('keeps a conversation at one cache by a header', async () => {
    await using vended = await served(() => answered());
    await vended.ai.chat({ messages, promptCache: { key: 'session-1' } });
    expect(vended.server.requests.at(-1)?.headers['x-session-id']).toBe('session-1');
  });

  it("asks for the answer's form without a wrapper, and for JSON without a schema in words", async () => {
    await using vended = await served(() => answered({ content: '{}' }));
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    await vended.ai.chat({ messages, output: { type: 'json-schema', schema, name: 'x', description: 'An a.' } });
    expect(vended.body().response_format).toEqual({
      type: 'json_schema',
      schema: { ...schema, description: 'An a.' },
      strict: true,
    });
    const answer = await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(vended.body()).toMatchObject({ messages: [{ role: 'system', content: expect.stringMatching(/JSON/) }, {}] });
    expect(answer.warnings).toMatchObject([{ feature: 'output' }]);
  });

  it('asks models that think for an effort, and no others', async () => {
    await using vended = await served(() => answered());
    await vended.ai.chat({ model: 'GigaChat-2-Reasoning', messages, reasoning: { effort: 'max' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'high' });
    const plain = await vended.ai.chat({
      messages,
      reasoning: { effort: 'high', budgetTokens: 9, summary: 'detailed' },
    });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
    expect(plain.warnings.map(({ feature }) => feature)).toEqual([
      'reasoning.summary',
      'reasoning.budgetTokens',
      'reasoning.effort',
    ]);
    expect((await vended.ai.chat({ messages, reasoning: { effort: 'none' } })).warnings).toEqual([]);
    expect(
      (await vended.ai.chat({ model: 'GigaChat-4-New', messages, reasoning: { effort: 'minimal' } })).warnings,
    ).toHaveLength(1);
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
  });
});

describe('functions', () => {
  it('are declared with properties for every object, and called when the model wants', async () => {
    await using vended = await served(() => answered());
    const examples = [{ request: 'Погода?', params: { city: 'Москва' } }];
    await vended.ai.chat({
      messages,
      tools: [{ ...weather, vendor: { gigachat: { few_shot_examples: examples } } }, { name: 'now' }],
    });
    expect(vended.body()).toMatchObject({
      functions: [
        { name: 'weather', description: 'The weather.', parameters: weather.parameters, few_shot_examples: examples },
        { name: 'now', parameters: { type: 'object', properties: {} } },
      ],
      function_call: 'auto',
    });
  });

  it('get schemas without what is not understood', async () => {
    await using vended = await served(() => answered());
    const parameters = {
      type: 'object',
      properties: {
        when: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }], description: 'The day.' },
        place: { $ref: '#/$defs/place' },
        degrees: { type: ['number', 'null'] },
        empty: { type: 'object' },
        list: { type: 'array', items: { enum: [1, 2] } },
      },
      required: ['when', 'place', 'degrees'],
      $defs: { place: { type: 'string' } },
    };
    const answer = await vended.ai.chat({ messages, tools: [{ name: 'f', parameters }] });
    expect(vended.body().functions).toEqual([
      {
        name: 'f',
        parameters: {
          type: 'object',
          properties: {
            when: { type: 'string', format: 'date', description: 'The day.' },
            place: { type: 'string' },
            degrees: { type: 'number' },
            empty: { type: 'object', properties: {} },
            list: { type: 'array', items: { type: 'integer', enum: [1, 2] } },
          },
          required: ['place'],
        },
      },
    ]);
    expect(answer.warnings).toEqual([]);
  });

  it('say what was lost on the way', async () => {
    await using vended = await served(() => answered());
    const parameters = {
      type: 'object',
      properties: { a: { anyOf: [{ type: 'integer' }, { type: 'string' }] }, b: { type: ['string', 'number'] } },
    };
    const answer = await vended.ai.chat({ messages, tools: [{ name: 'f', parameters, strict: true, cache: true }] });
    expect(vended.body().functions).toMatchObject([
      { parameters: { properties: { a: { type: 'integer' }, b: { type: 'string' } } } },
    ]);
    expect(answer.warnings.map(({ feature }) => feature)).toEqual([
      'tools[0].cache',
      'tools[0].strict',
      'tools[0].parameters',
    ]);
  });

  it.each([
    ['auto', 'auto', 0],
    ['none', 'none', 0],
    ['required', { name: 'weather' }, 0],
    [{ name: 'weather' }, { name: 'weather' }, 0],
  ] as const)('are chosen: %j', async (toolChoice, expected, warned) => {
    await using vended = await served(() => answered());
    const answer = await vended.ai.chat({ messages, tools: [weather], toolChoice });
    expect(vended.body().function_call).toEqual(expected);
    expect(answer.warnings).toHaveLength(warned);
  });

  it('cannot be required without saying which', async () => {
    await using vended = await served(() => answered());
    const answer = await vended.ai.chat({ messages, tools: [weather, { name: 'now' }], toolChoice: 'required' });
    expect(vended.body().function_call).toBe('auto');
    expect(answer.warnings).toMatchObject([{ feature: 'toolChoice' }]);
  });

  it("of the vendor's own are there without being declared; others belong to the second contract", async () => {
    await using vended = await served(() => answered());
    const answer = await vended.ai.chat({
      messages,
      tools: [
        { type: 'hosted', name: 'text2image' },
        { type: 'hosted', name: 'web_search' },
      ],
    });
    expect(vended.body()).toMatchObject({ function_call: 'auto' });
    expect(vended.body()).not.toHaveProperty('functions');
    expect(answer.warnings).toMatchObject([{ feature: 'tools', detail: expect.stringContaining('web_search') }]);
  });
});

describe('a call and its result', () => {
  it('has arguments as an object and no id: one is made, and the state goes back with it', async () => {
    await using vended = await served(() => answered({ content: '', ...call }, 'function_call'));
    const first = await vended.ai.chat({ messages, tools: [weather] });
    expect(first.finishReason).toBe('tool-calls');
    const [made] = first.toolCalls as [ToolCallPart];
    expect(made).toMatchObject({
      id: expect.stringMatching(/^call_/),
      name: 'weather',
      arguments: '{"city":"Казань"}',
      input: { city: 'Казань' },
    });
    await vended.ai.chat({ messages: [...messages, first.message, toolResult(made, 'Sunny')], tools: [weather] });
    expect(vended.body().messages).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: '',
        function_call: { name: 'weather', arguments: { city: 'Казань' } },
        functions_state_id: 'state-1',
      },
      { role: 'function', name: 'weather', content: '{"result":"Sunny"}', functions_state_id: 'state-1' },
    ]);
    // Also where only the call was kept.
    await vended.ai.chat({ messages: [...messages, assistant([made]), toolResult(made, '{"degrees":21}')] });
    expect(vended.body().messages).toMatchObject([
      {},
      { functions_state_id: 'state-1' },
      { content: '{"degrees":21}' },
    ]);
  });

  it('is JSON whatever the function gave', async () => {
    await using vended = await served(() => answered());
    const made: ToolCallPart = { type: 'tool-call', id: 'c1', name: 'f', arguments: '', input: {} };
    const contentFor = async (
      result: Parameters<typeof toolResult>[1] | Parameters<typeof toolResult>[2],
      isError = false,
    ) => {
      const part = {
        type: 'tool-result' as const,
        toolCallId: 'c1',
        content: result as string,
        ...(isError && { isError }),
      };
      await vended.ai.chat({ messages: [user('Hi'), assistant([made]), { role: 'tool', content: [part] }] });
      return (vended.body().messages as { content: string }[])[2]?.content;
    };
    expect(await contentFor('plain')).toBe('{"result":"plain"}');
    expect(await contentFor('[1,2]')).toBe('[1,2]');
    expect(await contentFor([{ type: 'json', value: { a: 1 } }] as never)).toBe('{"a":1}');
    expect(
      await contentFor([
        { type: 'text', text: 'a' },
        { type: 'text', text: '2' },
      ] as never),
    ).toBe('[{"result":"a"},2]');
    expect(await contentFor('It broke.', true)).toBe('{"error":"It broke."}');
    expect(await contentFor('')).toBe('{"result":""}');
  });

  it('is one a turn: several of another vendor become turns, each with its result behind it', async () => {
    await using vended = await served(() => answered());
    const made = (id: string, name: string): ToolCallPart => ({ type: 'tool-call', id, name, arguments: '{"a":1}' });
    const answer = await vended.ai.chat({
      messages: [
        user('Hi'),
        assistant([{ type: 'text', text: 'Well.' }, made('a', 'f'), made('b', 'g')]),
        toolResult(made('a', 'f'), '1'),
        toolResult(made('b', 'g'), '2'),
        user('And?'),
      ],
    });
    expect(vended.body().messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Well.', function_call: { name: 'f', arguments: { a: 1 } } },
      { role: 'function', name: 'f', content: '1' },
      { role: 'assistant', content: '', function_call: { name: 'g', arguments: { a: 1 } } },
      { role: 'function', name: 'g', content: '2' },
      { role: 'user', content: 'And?' },
    ]);
    expect(answer.warnings).toEqual([]);
  });

  it('with arguments that are none, or a result without a call, is sent as well as can be, with a warning', async () => {
    await using vended = await served(() => answered());
    const broken: ToolCallPart = { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"a":' };
    const answer = await vended.ai.chat({
      messages: [
        user('Hi'),
        assistant([broken]),
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c9', content: '1' }] },
      ],
    });
    expect(vended.body().messages).toMatchObject([
      {},
      { function_call: { arguments: {} } },
      { role: 'function', name: 'c9' },
    ]);
    expect(answer.warnings).toHaveLength(2);
  });

  it('keeps states of other places to itself', async () => {
    await using vended = await served(() => answered());
    const foreign: ToolCallPart = {
      type: 'tool-call',
      id: 'c1',
      name: 'f',
      arguments: '{}',
      vendor: { origin: { wire: 'openai-chat', provider: 'openai' }, data: { functions_state_id: 'x' } },
    };
    const answer = await vended.ai.chat({ messages: [user('Hi'), assistant([foreign])] });
    expect(JSON.stringify(vended.body())).not.toContain('functions_state_id');
    expect(answer.warnings).toHaveLength(1);
  });
});

describe('a stream', () => {
  it('is asked for as events and ends with usage and a marker', async () => {
    await using vended = await served(() => streamed([{ role: 'assistant', content: 'При' }, { content: 'вет!' }]));
    const answer = await vended.ai.stream({ messages }).response;
    expect(answer).toMatchObject({ text: 'Привет!', finishReason: 'stop', usage: { inputTokens: 17 } });
    expect(vended.body()).toMatchObject({ stream: true });
    expect(vended.server.requests.at(-1)?.headers).toMatchObject({
      accept: 'text/event-stream',
      'cache-control': 'no-store',
    });
  });

  it('brings a call whole, and thoughts', async () => {
    await using vended = await served(() =>
      streamed([{ reasoning_content: 'Hm.' }, { role: 'assistant', content: '', ...call }], 'function_call'),
    );
    const reply = vended.ai.stream({ messages, tools: [weather] });
    const types: string[] = [];
    for await (const part of reply) types.push(part.type);
    expect(types).toEqual([
      'start',
      'reasoning',
      'tool-call-start',
      'tool-call-delta',
      'usage',
      'tool-call',
      'choice-end',
      'finish',
    ]);
    expect(await reply.response).toMatchObject({
      reasoning: 'Hm.',
      finishReason: 'tool-calls',
      toolCalls: [{ input: { city: 'Казань' }, vendor: { data: { functions_state_id: 'state-1' } } }],
    });
  });

  it('is broken where it has no end, and failed where it says so', async () => {
    const cut = streamed([{ content: 'При' }]).text.split('\n\n')[0] as string;
    await using broken = await served(() => ({ headers: { 'content-type': 'text/event-stream' }, text: `${cut}\n\n` }));
    expect(await failed(broken.ai.stream({ messages }).response)).toMatchObject({
      code: 'invalid-response',
      partial: { text: 'При' },
    });
    await using told = await served(() => ({
      headers: { 'content-type': 'text/event-stream' },
      text: 'data: {"status":429,"message":"Too many requests"}\n\n',
    }));
    expect(await failed(told.ai.stream({ messages }).ready())).toMatchObject({ code: 'rate-limit' });
    await using page = await served(() => ({
      headers: { 'content-type': 'text/html' },
      text: '<html><title>Maintenance</title></html>',
    }));
    expect((await failed(page.ai.stream({ messages }).ready())).code).toBe('invalid-response');
  });
});

describe('an answer', () => {
  it.each([
    ['blacklist', 'content-filter'],
    ['length', 'length'],
    ['error', 'error'],
    ['something new', 'other'],
  ])('that ended with %s', async (word, finishReason) => {
    await using vended = await served(() => answered({ content: 'x' }, word));
    expect(await vended.ai.chat({ messages })).toMatchObject({ finishReason, rawFinishReason: word });
  });

  it('with a picture names the file beside its text, in one piece or in many, and goes back as it was', async () => {
    const tag = 'Here: <img src="file-7" fuse="true"/> a fox < 3.';
    await using vended = await served(({ text }) =>
      /"stream":true/.test(text())
        ? streamed([...tag].map((content) => ({ content })))
        : answered({ content: tag, functions_state_id: 'state-2' }),
    );
    const answer = await vended.ai.chat({ messages });
    const picture = { type: 'image', source: { fileId: 'file-7', provider: 'gigachat', mediaType: 'image/jpeg' } };
    expect(answer.text).toBe(tag);
    expect(answer.message.content).toEqual([{ type: 'text', text: tag }, picture]);
    const folded = await vended.ai.stream({ messages }).response;
    expect(folded.message.content).toEqual(answer.message.content);
    const again = await vended.ai.chat({ messages: [...messages, answer.message, user('Bluer.')] });
    expect(vended.body().messages).toMatchObject([
      {},
      { role: 'assistant', content: tag, functions_state_id: 'state-2' },
      {},
    ]);
    expect(again.warnings).toEqual([]);
  });

  it('without choices is none, and a failure in its place is one', async () => {
    await using empty = await served(() => ({ body: { choices: [], usage: {} } }));
    expect((await failed(empty.ai.chat({ messages }))).code).toBe('invalid-response');
    await using told = await served(() => ({ body: { status: 404, message: 'No such model' } }));
    expect((await failed(told.ai.chat({ messages }))).code).toBe('not-found');
  });

  it('counts what was cached beside the prompt where it is more than that', async () => {
    await using vended = await served(() =>
      answered({ content: 'x' }, 'stop', {
        usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6, precached_prompt_tokens: 12 },
      }),
    );
    expect((await vended.ai.chat({ messages })).usage).toMatchObject({
      inputTokens: 17,
      inputDetails: { uncached: 5, cacheRead: 12 },
    });
  });
});
