import { assistant, KitError, system, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encoded } from '../../tests/encoded.ts';

describe('a chat request', () => {
  it('has the model, the messages and the most tokens that the model gives', () => {
    const { body, headers, warnings } = encoded();
    expect(body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(headers).toEqual({ 'anthropic-version': '2026-10-21' });
    expect(warnings).toEqual([]);
  });

  it('keeps a limit of its own, even 0, which only warms the cache', () => {
    expect(encoded({ maxTokens: 0 }).body.max_tokens).toBe(0);
  });

  it('says that it wants a stream', () => {
    expect(encoded({}, { stream: true }).body.stream).toBe(true);
  });

  it('names the model that is missing', () => {
    expect(() => encoded({ model: undefined })).toThrow(
      expect.objectContaining({ code: 'invalid-request', field: 'model' }),
    );
  });

  it('puts user, service tier and stop sequences where the wire has them', () => {
    const { body, warnings } = encoded({ user: 'u-1', serviceTier: 'standard_only', stop: ['END', '\nHuman:'] });
    expect(body).toMatchObject({
      metadata: { user_id: 'u-1' },
      service_tier: 'standard_only',
      stop_sequences: ['END', '\nHuman:'],
    });
    expect(warnings).toEqual([]);
  });

  it('leaves out stop sequences of white space, which the wire refuses', () => {
    expect(encoded({ stop: '\n' })).toMatchObject({
      body: expect.not.objectContaining({ stop_sequences: expect.anything() }) as object,
      features: ['stop'],
    });
  });

  it('warns of everything that the wire cannot say', () => {
    const { body, features } = encoded({
      seed: 1,
      presencePenalty: 0.5,
      frequencyPenalty: 0.5,
      logprobs: true,
      metadata: { user_id: 'u', run: '7' },
      serviceTier: 'flex',
      promptCache: { key: 'k' },
    });
    expect(features).toEqual([
      'seed',
      'presencePenalty',
      'frequencyPenalty',
      'logprobs',
      'metadata',
      'serviceTier',
      'promptCache.key',
    ]);
    expect(body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: 'Hi' }],
      metadata: { user_id: 'u' },
    });
  });

  it('refuses to ask for several answers', () => {
    expect(() => encoded({ n: 2 })).toThrow(expect.objectContaining({ code: 'unsupported', field: 'n' }));
    expect(encoded({ n: 1 }).warnings).toEqual([]);
  });

  it('marks the request as a whole for the cache', () => {
    expect(encoded({ promptCache: {} }).body.cache_control).toEqual({ type: 'ephemeral' });
    expect(encoded({ promptCache: { ttl: '1h' } }).body.cache_control).toEqual({ type: 'ephemeral', ttl: '1h' });
  });
});

describe('vendor fields', () => {
  it('are laid over the body, objects one level deep, null taking away', () => {
    const { body } = encoded({
      model: 'claude-opus-4-6',
      reasoning: { effort: 'high' },
      vendor: {
        anthropic: {
          output_config: { task_budget: { type: 'tokens', total: 20_000 } },
          thinking: { display: null },
          container: 'c-1',
          max_tokens: null,
        },
      },
    });
    expect(body).toMatchObject({
      output_config: { effort: 'high', task_budget: { type: 'tokens', total: 20_000 } },
      thinking: { type: 'adaptive' },
      container: 'c-1',
    });
    expect(body.thinking).not.toHaveProperty('display');
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('are found by instance, then by package, then by wire', () => {
    const context = { provider: 'claude-eu', vendor: 'anthropic' };
    expect(
      encoded({ vendor: { 'claude-eu': { speed: 'fast' }, anthropic: { speed: 'standard' } } }, { context }).body.speed,
    ).toBe('fast');
    expect(
      encoded({ vendor: { anthropic: { speed: 'standard' } } }, { context: { provider: 'x', vendor: 'minimax' } }).body
        .speed,
    ).toBe('standard');
  });

  it('join beta values to those of the vendor, each once', () => {
    const { headers, body } = encoded(
      { vendor: { anthropic: { betas: ['b-2', 'b-1'] } } },
      { dialect: { betas: ['b-1'] } },
    );
    expect(headers['anthropic-beta']).toBe('b-1,b-2');
    expect(body).not.toHaveProperty('betas');
    const other = { context: { provider: 'mine' } };
    expect(encoded({ vendor: { mine: { betas: 'b-3, b-4' } } }, other).headers['anthropic-beta']).toBe('b-3,b-4');
  });

  it('never reach the prototype', () => {
    const fields = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, never>;
    const { body } = encoded({ vendor: { anthropic: fields } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(JSON.stringify(body)).toContain('"__proto__":{"polluted":true}');
  });
});

describe('sampling', () => {
  it('asks with the older version for a model that still samples', () => {
    const { body, headers, warnings } = encoded({ temperature: 0.2, topK: 5 });
    expect(body).toMatchObject({ temperature: 0.2, top_k: 5 });
    expect(headers['anthropic-version']).toBe('2023-06-01');
    expect(warnings).toEqual([]);
  });

  it('is left out with a warning for models that refuse it, silently where it is the default', () => {
    const { body, headers, features } = encoded({ model: 'claude-opus-5-5', temperature: 0.2, topP: 1, topK: 5 });
    expect(body).not.toHaveProperty('temperature');
    expect(headers['anthropic-version']).toBe('2026-10-21');
    expect(features).toEqual(['temperature', 'topK']);
  });

  it('has temperature or top_p from 4.5 on, both before', () => {
    expect(encoded({ temperature: 0.5, topP: 0.9 })).toMatchObject({ body: { temperature: 0.5 }, features: ['topP'] });
    expect(encoded({ model: 'claude-sonnet-4-20250514', temperature: 0.5, topP: 0.9 })).toMatchObject({
      body: { temperature: 0.5, top_p: 0.9 },
      features: [],
    });
  });

  it('ends at a temperature of 1', () => {
    expect(encoded({ temperature: 1.7 })).toMatchObject({ body: { temperature: 1 }, features: ['temperature'] });
  });

  it("is the model's own while it thinks, but for a top_p close to 1", () => {
    const thinking = { model: 'claude-opus-4-20250514', reasoning: { budgetTokens: 2000 } };
    expect(encoded({ ...thinking, temperature: 0.2, topK: 5, topP: 0.5 }).features).toEqual([
      'temperature',
      'topK',
      'topP',
    ]);
    expect(encoded({ ...thinking, temperature: 1, topP: 0.95 })).toMatchObject({ body: { top_p: 0.95 }, features: [] });
  });

  it('is left out when a version was asked for that takes none', () => {
    const dialect = { version: { in: 'header', current: '2026-10-21', withoutSampling: true } } as const;
    expect(encoded({ temperature: 0.2 }, { dialect })).toMatchObject({
      headers: { 'anthropic-version': '2026-10-21' },
      features: ['temperature'],
    });
  });
});

describe('a dialect', () => {
  it('may have version and betas in the body, and the model in the URL', () => {
    const { body, headers } = encoded(
      { vendor: { anthropic: { betas: ['b-1'] } } },
      {
        dialect: {
          version: { in: 'body', current: 'bedrock-2023-05-31' },
          betasIn: 'body',
          modelInBody: false,
          streamInBody: false,
        },
        stream: true,
      },
    );
    expect(headers).toEqual({});
    expect(body).toMatchObject({ anthropic_version: 'bedrock-2023-05-31', anthropic_beta: ['b-1'] });
    expect(body).not.toHaveProperty('model');
    expect(body).not.toHaveProperty('stream');
  });

  it('may have no version at all', () => {
    expect(encoded({ temperature: 0.1 }, { dialect: { version: false } })).toMatchObject({
      headers: {},
      body: { temperature: 0.1 },
    });
  });
});

describe('messages', () => {
  it('put leading system messages into `system`', () => {
    expect(encoded({ messages: [system('Be brief.'), user('Hi')] }).body.system).toBe('Be brief.');
    expect(
      encoded({ messages: [system('A'), system([{ type: 'text', text: 'B', cache: true }]), user('Hi')] }).body.system,
    ).toEqual([
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B', cache_control: { type: 'ephemeral' } },
    ]);
    expect(encoded({ messages: [system(' '), user('Hi')] }).body).not.toHaveProperty('system');
  });

  it("send a later system message as the user's, unless the vendor takes the role", () => {
    const messages = [user('Hi'), assistant('Hello'), system('From now on in French.'), user('Go')];
    expect(encoded({ messages })).toMatchObject({
      body: { messages: { 2: { role: 'user', content: 'From now on in French.' } } },
      features: ['messages.role'],
    });
    expect(encoded({ messages }, { dialect: { lateSystem: 'system' } })).toMatchObject({
      body: { messages: { 2: { role: 'system' } } },
      features: [],
    });
  });

  it('group all tool results of a turn before what the user says', () => {
    const call = (id: string) => ({ type: 'tool-call' as const, id, name: 'add', arguments: '{"a":1}' });
    const { body } = encoded({
      tools: [{ name: 'add' }],
      messages: [
        user('Add'),
        assistant([call('t1'), call('t2')]),
        user('and hurry'),
        toolResult({ id: 't1' }, '1'),
        toolResult({ id: 't2' }, { sum: 2 }, { isError: true }),
        user('Thanks'),
      ],
    });
    expect(body.messages).toEqual([
      { role: 'user', content: 'Add' },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 't1', name: 'add', input: { a: 1 } },
          { type: 'tool_use', id: 't2', name: 'add', input: { a: 1 } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 't1', content: '1' },
          { type: 'tool_result', tool_use_id: 't2', content: [{ type: 'text', text: '{"sum":2}' }], is_error: true },
          { type: 'text', text: 'and hurry' },
        ],
      },
      { role: 'user', content: 'Thanks' },
    ]);
  });

  it('lose texts without a word, and messages without content', () => {
    const { body, features } = encoded({
      messages: [
        user([
          { type: 'text', text: ' \n' },
          { type: 'text', text: 'Hi' },
        ]),
        assistant(''),
        user('  '),
        assistant([{ type: 'text', text: '' }]),
        user([]),
        user('Go'),
      ],
    });
    expect(body.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'user', content: 'Go' },
    ]);
    expect(features).toEqual(['messages']);
  });

  it('must not be all empty', () => {
    expect(() => encoded({ messages: [system('Be brief.')] })).toThrow(
      expect.objectContaining({ code: 'invalid-request', field: 'messages' }),
    );
  });

  it('have no names of participants', () => {
    expect(
      encoded({
        messages: [
          { role: 'user', content: 'Hi', name: 'Ada' },
          { role: 'assistant', content: 'Ho', name: 'Bot' },
          user('!'),
        ],
      }).features,
    ).toEqual(['messages.name']);
  });

  it('put arguments that are no object into one', () => {
    const call = { type: 'tool-call' as const, id: 'a', name: 'add' };
    const { body, features } = encoded({
      tools: [{ name: 'add' }],
      messages: [
        user('x'),
        assistant([
          { ...call, arguments: '{"a":' },
          { ...call, id: 'b', arguments: '[1]' },
          { ...call, id: 'c', arguments: '' },
        ]),
        user('y'),
      ],
    });
    expect(body.messages[1].content.map(({ input }: { input: unknown }) => input)).toEqual([
      { invalid_arguments: '{"a":' },
      { value: [1] },
      {},
    ]);
    expect(features).toEqual(['messages[1].content[0].arguments', 'messages[1].content[1].arguments']);
  });

  it('spell ids and names as the wire takes them, the same in call, result and tool', () => {
    const { body, state } = encoded({
      tools: [{ name: 'math.add' }, { name: 'math_add' }],
      toolChoice: { name: 'math.add' },
      messages: [
        user('x'),
        assistant([{ type: 'tool-call', id: 'call:1|a', name: 'math.add', arguments: '{}' }]),
        toolResult({ id: 'call:1|a' }, 'ok'),
      ],
    });
    expect(body.tools.map(({ name }: { name: string }) => name)).toEqual(['math_add_2', 'math_add']);
    expect(body.tool_choice).toEqual({ type: 'tool', name: 'math_add_2' });
    expect(body.messages[1].content[0]).toMatchObject({ id: 'call_1_a', name: 'math_add_2' });
    expect(body.messages[2].content[0].tool_use_id).toBe('call_1_a');
    expect(state.toolNames.get('math_add_2')).toBe('math.add');
  });
});

describe('a begun answer', () => {
  const messages = [user('Count'), assistant('One, two, \n')];

  it('is continued by older models, without the white space at its end', () => {
    expect(encoded({ messages })).toMatchObject({
      body: { messages: { 1: { role: 'assistant', content: 'One, two,' } } },
      features: ['messages'],
    });
    expect(
      encoded({ messages: [user('Count'), assistant([{ type: 'text', text: 'One ' }])] }).body.messages[1].content,
    ).toEqual([{ type: 'text', text: 'One' }]);
  });

  it('is refused before it is sent to models that refuse it', () => {
    expect(() => encoded({ model: 'claude-opus-4-6', messages })).toThrow(
      expect.toSatisfy(
        (error) => error instanceof KitError && error.code === 'unsupported' && error.field === 'messages',
      ) as Error,
    );
  });

  it('is none when it paused in a hosted tool: that goes on', () => {
    const paused = assistant([
      { type: 'text', text: 'Let me look. ' },
      {
        type: 'hosted-tool-call',
        id: 's1',
        name: 'web_search',
        input: { query: 'x' },
        vendor: { origin: { wire: 'anthropic' }, data: { type: 'server_tool_use' } },
      },
    ]);
    const { body, warnings } = encoded({ model: 'claude-opus-4-6', messages: [user('Look'), paused] });
    expect(body.messages[1].content).toEqual([
      { type: 'text', text: 'Let me look. ' },
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } },
    ]);
    expect(warnings).toEqual([]);
  });
});
