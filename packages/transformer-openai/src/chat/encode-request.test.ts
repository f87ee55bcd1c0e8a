import { type ChatRequest, KitError } from '@kit/core';
import { describe, expect, test } from 'vitest';
import { type ChatDialect, compatibleChat } from '../dialect/chat-dialect.ts';
import { ask, bodyOf, codec } from '../testing/codec.ts';
import { chatStreamTransformer, chatTransformer } from './transformer.ts';

const encode = (change: Partial<ChatRequest> = {}, dialect: ChatDialect = {}) =>
  chatTransformer(dialect).encode(ask(change), codec());
const body = (change: Partial<ChatRequest> = {}, dialect: ChatDialect = {}) => bodyOf(encode(change, dialect));
const features = (change: Partial<ChatRequest>, dialect: ChatDialect = {}) =>
  encode(change, dialect).warnings.map(({ feature }) => feature);

describe('settings of a request', () => {
  test('unified fields get their names on the wire', () => {
    expect(
      body({
        maxTokens: 9,
        temperature: 0.5,
        topP: 0.9,
        seed: 1,
        stop: ['a'],
        presencePenalty: 1,
        frequencyPenalty: 2,
        n: 2,
        user: 'u',
        serviceTier: 'flex',
        metadata: { a: 'b' },
        promptCache: { key: 'k', ttl: '30m' },
      }),
    ).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      max_completion_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      seed: 1,
      stop: ['a'],
      presence_penalty: 1,
      frequency_penalty: 2,
      n: 2,
      safety_identifier: 'u',
      service_tier: 'flex',
      metadata: { a: 'b' },
      prompt_cache_key: 'k',
      prompt_cache_options: { ttl: '30m' },
    });
  });

  test('nothing that was not asked for is sent', () => {
    expect(body({ n: 1, tools: [], temperature: undefined })).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });

  test('a stream asks for its usage and keeps the other stream options', () => {
    const { wire } = chatStreamTransformer().encode(
      ask({ vendor: { openai: { stream_options: { include_obfuscation: false } } } }),
      codec(),
    );
    expect(bodyOf({ wire })).toMatchObject({
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
    });
  });

  test('a server that refuses stream options gets none', () => {
    const { wire } = chatStreamTransformer({ streamUsage: false }).encode(ask(), codec());
    expect(bodyOf({ wire })).not.toHaveProperty('stream_options');
  });

  test('what has no name is a warning', () => {
    expect(features({ topK: 5 })).toEqual(['topK']);
    expect(features({ temperature: 1, topP: 1 }, { fields: { temperature: false, topP: false } })).toEqual([
      'temperature',
      'topP',
    ]);
  });

  test('rules speak of the model', () => {
    const rules: ChatDialect = {
      rules: (model) => (model === 'o3' ? { systemRole: 'developer', fields: { stop: false } } : undefined),
    };
    expect(body({ model: 'o3', messages: [{ role: 'system', content: 'x' }] }, rules).messages).toEqual([
      { role: 'developer', content: 'x' },
    ]);
    expect(features({ model: 'o3', stop: 'x' }, rules)).toEqual(['stop']);
    expect(body({ stop: 'x' }, rules)).toMatchObject({ stop: 'x' });
  });

  test('too many stop sequences and alternatives are cut with a warning', () => {
    expect(encode({ stop: ['a', 'b', 'c', 'd', 'e'] })).toMatchObject({ warnings: [{ feature: 'stop' }] });
    expect(body({ stop: ['a', 'b', 'c', 'd', 'e'] }).stop).toEqual(['a', 'b', 'c', 'd']);
    expect(body({ logprobs: 30 })).toMatchObject({ logprobs: true, top_logprobs: 20 });
    expect(body({ logprobs: true })).not.toHaveProperty('top_logprobs');
  });

  test("the vendor's own fields come last, `extra` first", () => {
    const dialect: ChatDialect = { extra: { safe_prompt: true, store: true } };
    expect(body({ vendor: { openai: { store: false, verbosity: 'low' } } }, dialect)).toMatchObject({
      safe_prompt: true,
      store: false,
      verbosity: 'low',
    });
  });

  test('an older name among the own fields replaces the newer one', () => {
    expect(body({ user: 'a', maxTokens: 5, vendor: { 'openai-chat': { user: 'a', max_tokens: 5 } } })).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      user: 'a',
      max_tokens: 5,
    });
  });

  test('a dialect has the last word on the body', () => {
    expect(body({}, { body: (draft, { model }) => ({ ...draft, deployment: model }) })).toMatchObject({
      deployment: 'gpt-4o',
    });
  });

  test('a compatible server gets the older names and nothing strict', () => {
    const tools = [{ name: 'f', strict: true, parameters: { type: 'object' } }, { name: 'g' }];
    expect(body({ maxTokens: 5, user: 'u', tools }, compatibleChat)).toMatchObject({
      max_tokens: 5,
      user: 'u',
      tools: [
        { function: { name: 'f', parameters: { type: 'object' } } },
        { function: { name: 'g', parameters: { type: 'object', properties: {} } } },
      ],
    });
    expect(features({ tools, metadata: { a: 'b' } }, compatibleChat)).toEqual([
      'tools[0].parameters.strict',
      'metadata',
    ]);
  });
});

describe('tools', () => {
  const open = { type: 'object', properties: { city: { type: 'string' } } };
  const closed = { ...open, required: ['city'], additionalProperties: false };

  test('functions are wrapped, hosted tools are the vendor’s own objects', () => {
    expect(
      body({
        tools: [
          { name: 'weather', description: 'd', parameters: open },
          { type: 'hosted', name: 'web_search', options: { size: 1 } },
        ],
      }).tools,
    ).toEqual([
      { type: 'function', function: { name: 'weather', description: 'd', parameters: open } },
      { type: 'web_search', size: 1 },
    ]);
  });

  test('strict is said when the schema fits, and is a warning when it does not', () => {
    expect(body({ tools: [{ name: 'f', parameters: closed, strict: true }] }).tools).toEqual([
      { type: 'function', function: { name: 'f', parameters: closed, strict: true } },
    ]);
    expect(body({ tools: [{ name: 'f', parameters: open, strict: true }] }).tools).toEqual([
      { type: 'function', function: { name: 'f', parameters: open } },
    ]);
    expect(features({ tools: [{ name: 'f', parameters: open, strict: true }] })).toEqual([
      'tools[0].parameters.strict',
    ]);
  });

  test('names that OpenAI refuses are replaced, everywhere alike', () => {
    const sent = body({
      tools: [{ name: 'files.read' }, { name: 'files_read' }],
      toolChoice: { name: 'files.read' },
      messages: [{ role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'files.read', arguments: '{}' }] }],
    });
    expect(sent.tools).toMatchObject([{ function: { name: 'files_read_2' } }, { function: { name: 'files_read' } }]);
    expect(sent.tool_choice).toEqual({ type: 'function', function: { name: 'files_read_2' } });
    expect(sent.messages).toMatchObject([{ tool_calls: [{ function: { name: 'files_read_2' } }] }]);
  });

  test('choices are said in the server’s words', () => {
    const tools = [{ name: 'f' }];
    expect(body({ tools, toolChoice: 'required', parallelToolCalls: false })).toMatchObject({
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    expect(body({ tools, toolChoice: 'required' }, { requiredWord: 'any' }).tool_choice).toBe('any');
    expect(body({ tools, toolChoice: { name: 'f' } }, { toolChoices: ['auto', 'required'] }).tool_choice).toBe(
      'required',
    );
    expect(body({ tools, toolChoice: 'required' }, { toolChoices: ['auto'] })).not.toHaveProperty('tool_choice');
    expect(
      features(
        { tools, toolChoice: 'required', parallelToolCalls: true },
        { toolChoices: ['auto'], fields: { parallelToolCalls: false } },
      ),
    ).toEqual(['toolChoice', 'parallelToolCalls']);
  });

  test('a model without tools gets none', () => {
    expect(body({ tools: [{ name: 'f' }] }, { tools: false })).not.toHaveProperty('tools');
    expect(features({ tools: [{ name: 'f' }] }, { tools: false })).toEqual(['tools']);
  });

  test('gpt-5.6 gets tools only without reasoning', () => {
    const dialect: ChatDialect = { toolsNeedNoReasoning: true };
    expect(body({ tools: [{ name: 'f' }] }, dialect).reasoning_effort).toBe('none');
    expect(features({ tools: [{ name: 'f' }] }, dialect)).toEqual(['reasoning.effort']);
    expect(() => body({ tools: [{ name: 'f' }], reasoning: { effort: 'high' } }, dialect)).toThrow(KitError);
    expect(body({ reasoning: { effort: 'high' } }, dialect).reasoning_effort).toBe('high');
  });
});

describe('the form of the answer', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  const output = { type: 'json-schema' as const, schema, name: 'my answer' };

  test('a schema is wrapped, with strict where it fits', () => {
    expect(body({ output }).response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'my_answer', schema, strict: true },
    });
    expect(body({ output: { ...output, strict: false } }).response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'my_answer', schema },
    });
  });

  test('an open schema goes without strict, with a warning', () => {
    expect(features({ output: { type: 'json-schema', schema: { type: 'object', properties: { a: {} } } } })).toEqual([
      'output.schema.strict',
    ]);
  });

  test('text is the default, JSON a mode', () => {
    expect(body({ output: { type: 'text' } })).not.toHaveProperty('response_format');
    expect(body({ output: { type: 'json' } }).response_format).toEqual({ type: 'json_object' });
  });

  test('a prompt that does not speak of JSON does where the server wants it', () => {
    const dialect: ChatDialect = { jsonInPrompt: true };
    const messages = (content: string) =>
      body({ messages: [{ role: 'user', content }], output: { type: 'json' } }, dialect).messages;
    expect(messages('Hi')).toHaveLength(2);
    expect(messages('As json, please.')).toHaveLength(1);
  });

  test.each<[string, ChatDialect, unknown]>([
    ['TGI spells it `value`', { jsonSchema: 'value' }, { type: 'json_schema', value: { name: 'my answer', schema } }],
    ['llama.cpp beside the JSON mode', { jsonSchema: 'json_object' }, { type: 'json_object', schema }],
    ['DeepSeek by the prompt', { jsonSchema: 'prompt' }, { type: 'json_object' }],
  ])('%s', (_name, dialect, expected) => {
    expect(body({ output }, dialect).response_format).toEqual(expected);
  });

  test('what the wire cannot say is asked for in the prompt', () => {
    expect(body({ output }, { jsonSchema: 'prompt' }).messages).toMatchObject([
      { role: 'system', content: expect.stringContaining('"additionalProperties":false') },
      { role: 'user' },
    ]);
    expect(body({ output: { type: 'json' } }, { jsonMode: false }).messages).toMatchObject([
      { role: 'system' },
      { role: 'user' },
    ]);
    expect(body({ output: { type: 'json' } }, { jsonMode: 'schema' }).response_format).toMatchObject({
      type: 'json_schema',
    });
    const both = encode({ output, tools: [{ name: 'f' }] }, { outputWithTools: false });
    expect(bodyOf(both)).not.toHaveProperty('response_format');
    expect(both.warnings).toMatchObject([{ feature: 'output' }]);
  });

  test('a vendor’s subset changes the schema, and losses are told', () => {
    const subset = {
      name: 'Tiny',
      keywords: new Set(['type', 'properties', 'required', 'additionalProperties', 'description']),
      unsupportedTo: 'drop' as const,
      refs: 'keep' as const,
    };
    const sent = encode(
      {
        output: {
          type: 'json-schema',
          schema: { type: 'object', properties: { a: { type: 'string', minLength: 3 } } },
          strict: false,
        },
      },
      { schema: subset },
    );
    expect(JSON.stringify(bodyOf(sent))).not.toContain('minLength');
    expect(sent.warnings).toMatchObject([{ feature: 'output.schema', detail: expect.stringContaining('Tiny') }]);
  });
});

describe('reasoning', () => {
  test.each<[string, ChatRequest['reasoning'], ChatDialect, Record<string, unknown>]>([
    ['effort', { effort: 'high' }, {}, { reasoning_effort: 'high' }],
    ['OpenRouter effort', { effort: 'low' }, { reasoningRequest: 'reasoning' }, { reasoning: { effort: 'low' } }],
    [
      'OpenRouter budget, hidden',
      { budgetTokens: 100, summary: 'none' },
      { reasoningRequest: 'reasoning', reasoningBudget: true },
      { reasoning: { max_tokens: 100, exclude: true } },
    ],
    [
      'DeepSeek on',
      { effort: 'max' },
      { reasoningRequest: 'thinking' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
    ],
    ['DeepSeek off', { effort: 'none' }, { reasoningRequest: 'thinking' }, { thinking: { type: 'disabled' } }],
    [
      'Qwen',
      { budgetTokens: 50 },
      { reasoningRequest: 'enable_thinking', reasoningBudget: true },
      { enable_thinking: true, thinking_budget: 50 },
    ],
    [
      'vLLM',
      { effort: 'none' },
      { reasoningRequest: 'chat_template_kwargs' },
      { chat_template_kwargs: { enable_thinking: false } },
    ],
    [
      'a vendor of its own',
      { effort: 'low' },
      { reasoningRequest: (_options, effort) => ({ think: effort ?? null }) },
      { think: 'low' },
    ],
  ])('%s', (_name, reasoning, dialect, expected) => {
    expect(body({ reasoning }, dialect)).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      ...expected,
    });
  });

  test('an unknown effort becomes the nearest, with a warning', () => {
    expect(
      body({ reasoning: { effort: 'xhigh' } }, { reasoningEfforts: ['low', 'medium', 'high'] }).reasoning_effort,
    ).toBe('high');
    expect(body({ reasoning: { effort: 'none' } }, { reasoningEfforts: ['minimal', 'low'] }).reasoning_effort).toBe(
      'minimal',
    );
    expect(features({ reasoning: { effort: 'xhigh' } }, { reasoningEfforts: ['low'] })).toEqual(['reasoning.effort']);
    expect(body({ reasoning: { effort: 'turbo' } }, { reasoningEfforts: ['low'] }).reasoning_effort).toBe('turbo');
  });

  test('a budget stands for an effort where there are no budgets', () => {
    expect(body({ reasoning: { budgetTokens: 2000 } }).reasoning_effort).toBe('low');
    expect(body({ reasoning: { budgetTokens: 100_000 } }).reasoning_effort).toBe('xhigh');
    expect(features({ reasoning: { budgetTokens: 2000, effort: 'high' } })).toEqual(['reasoning.budgetTokens']);
  });

  test('a model that does not reason is told nothing', () => {
    const dialect: ChatDialect = { reasoningEfforts: [] };
    expect(body({ reasoning: { effort: 'high' } }, dialect)).not.toHaveProperty('reasoning_effort');
    expect(features({ reasoning: { effort: 'high' } }, dialect)).toEqual(['reasoning.effort']);
    expect(features({ reasoning: { effort: 'none' } }, dialect)).toEqual([]);
    expect(features({ reasoning: { effort: 'high' } }, { reasoningRequest: false })).toEqual(['reasoning']);
    expect(features({ reasoning: { summary: 'detailed' } })).toEqual(['reasoning.summary']);
  });
});
