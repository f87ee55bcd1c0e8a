import type { ChatRequest, Message, Origin } from '@kit/core';
import { describe, expect, test } from 'vitest';
import type { ResponsesDialect } from '../dialect/responses-dialect.ts';
import { ask, bodyOf, codec, reply } from '../testing/codec.ts';
import { countTokensTransformer } from './count-tokens.ts';
import { responsesStreamTransformer, responsesTransformer } from './transformer.ts';

const encode = (change: Partial<ChatRequest> = {}, dialect: ResponsesDialect = {}) =>
  responsesTransformer(dialect).encode(ask(change), codec());
const body = (change: Partial<ChatRequest> = {}, dialect: ResponsesDialect = {}) => bodyOf(encode(change, dialect));
const input = (messages: readonly Message[], change: Partial<ChatRequest> = {}, dialect: ResponsesDialect = {}) =>
  body({ ...change, messages }, dialect).input;
const features = (change: Partial<ChatRequest>, dialect: ResponsesDialect = {}) =>
  encode(change, dialect).warnings.map(({ feature }) => feature);
const here: Origin = { wire: 'openai-responses', ...codec().origin };

describe('a request', () => {
  test('stores nothing and asks for encrypted reasoning', () => {
    expect(
      body({
        reasoning: { effort: 'low', summary: 'auto' },
        maxTokens: 100,
        user: 'u',
        promptCache: { key: 'k', ttl: '30m' },
      }),
    ).toEqual({
      model: 'gpt-4o',
      input: [{ type: 'message', role: 'user', content: 'Hi' }],
      reasoning: { effort: 'low', summary: 'auto' },
      max_output_tokens: 100,
      safety_identifier: 'u',
      prompt_cache_key: 'k',
      prompt_cache_options: { ttl: '30m' },
      store: false,
      include: ['reasoning.encrypted_content'],
    });
    expect(responsesStreamTransformer().encode(ask(), codec()).wire.body).toMatchObject({ value: { stream: true } });
  });

  test('models that do not reason are not asked for encrypted reasoning: they would refuse', () => {
    expect(body({}, { reasoningEfforts: [] })).not.toHaveProperty('include');
  });

  test('who wants to store says so; a server that does not know the field is not told', () => {
    expect(body({ vendor: { openai: { store: true } } })).toMatchObject({ store: true });
    expect(body({ vendor: { openai: { store: true } } })).not.toHaveProperty('include');
    expect(body({}, { store: undefined })).not.toHaveProperty('store');
  });

  test('functions and formats are flat, and strict is always said', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    expect(
      body({
        tools: [
          { name: 'f', parameters: schema },
          { name: 'g', strict: true, parameters: schema },
          { type: 'hosted', name: 'web_search' },
        ],
        toolChoice: { name: 'f' },
        parallelToolCalls: false,
      }),
    ).toMatchObject({
      tools: [
        { type: 'function', name: 'f', parameters: schema, strict: false },
        { name: 'g', strict: true },
        { type: 'web_search' },
      ],
      tool_choice: { type: 'function', name: 'f' },
      parallel_tool_calls: false,
    });
    expect(
      body({ tools: [{ type: 'hosted', name: 'web_search' }], toolChoice: { name: 'web_search' } }).tool_choice,
    ).toEqual({ type: 'web_search' });
    expect(body({ tools: [{ name: 'f' }], toolChoice: 'required' }).tool_choice).toBe('required');
    expect(body({ output: { type: 'json-schema', schema, name: 'x' } }).text).toEqual({
      format: { type: 'json_schema', name: 'x', schema, strict: true },
    });
    expect(body({ output: { type: 'json' } }).text).toEqual({ format: { type: 'json_object' } });
    expect(body({ tools: [{ name: 'f' }] }, { strict: false }).tools).toEqual([
      { type: 'function', name: 'f', parameters: { type: 'object', properties: {} } },
    ]);
  });

  test('objects that both sides write are joined', () => {
    expect(
      body({
        reasoning: { effort: 'low' },
        output: { type: 'json' },
        logprobs: 3,
        vendor: { openai: { reasoning: { mode: 'pro' }, text: { verbosity: 'low' }, include: ['x'] } },
      }),
    ).toMatchObject({
      reasoning: { effort: 'low', mode: 'pro' },
      text: { format: { type: 'json_object' }, verbosity: 'low' },
      top_logprobs: 3,
      include: ['message.output_text.logprobs', 'reasoning.encrypted_content', 'x'],
    });
  });

  test('what the wire has no field for is told', () => {
    expect(features({ stop: 'x', seed: 1, presencePenalty: 1, frequencyPenalty: 1, n: 2, topK: 1 })).toEqual([
      'topK',
      'stop',
      'seed',
      'presencePenalty',
      'frequencyPenalty',
      'n',
    ]);
    expect(features({ n: 1, stop: [] })).toEqual([]);
    expect(
      features(
        { temperature: 1, logprobs: true, promptCache: { ttl: '1h' } },
        { fields: { temperature: false, topLogprobs: false }, cacheMarks: false },
      ),
    ).toEqual(['temperature', 'promptCache.ttl', 'logprobs']);
    expect(features({ reasoning: { summary: 'auto' } }, { reasoningSummary: false })).toEqual(['reasoning.summary']);
    expect(encode({ maxTokens: 1 })).toMatchObject({ warnings: [{ feature: 'maxTokens' }] });
    expect(body({ maxTokens: 1 }).max_output_tokens).toBe(16);
  });

  test('rules and the last word of a dialect count', () => {
    expect(
      body(
        { model: 'o3', messages: [{ role: 'system', content: 'x' }] },
        { rules: () => ({ systemRole: 'developer' }), body: (draft) => ({ ...draft, extra: 1 }) },
      ),
    ).toMatchObject({ extra: 1, input: [{ role: 'developer' }] });
  });
});

describe('input items', () => {
  test('messages, media and results', () => {
    expect(
      input([
        { role: 'system', content: [{ type: 'text', text: 'Be brief' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look', cache: true },
            { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' }, detail: 'high' },
            { type: 'image', source: { fileId: 'file-1' } },
            { type: 'file', source: { url: 'https://x/y.pdf' }, name: 'y.pdf' },
            { type: 'file', source: { data: 'AQ==', mediaType: 'application/pdf' } },
            { type: 'file', source: { fileId: 'file-2' } },
            { type: 'file', source: { url: 'data:application/pdf;base64,AQ==' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'ok' },
            { type: 'tool-call', id: 'c', name: 'f', arguments: '' },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'c',
              content: [
                { type: 'text', text: 'seen' },
                { type: 'image', source: { url: 'https://x/z.png' } },
              ],
            },
            { type: 'tool-result', toolCallId: 'd', content: 'no', isError: true },
            { type: 'tool-result', toolCallId: 'e', content: [{ type: 'json', value: [1] }], isError: true },
          ],
        },
      ]),
    ).toEqual([
      { type: 'message', role: 'system', content: 'Be brief' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look', prompt_cache_breakpoint: { mode: 'explicit' } },
          { type: 'input_image', image_url: 'data:image/png;base64,AQ==', detail: 'high' },
          { type: 'input_image', file_id: 'file-1' },
          { type: 'input_file', file_url: 'https://x/y.pdf', filename: 'y.pdf' },
          { type: 'input_file', filename: 'file.pdf', file_data: 'data:application/pdf;base64,AQ==' },
          { type: 'input_file', file_id: 'file-2' },
          { type: 'input_file', file_data: 'data:application/pdf;base64,AQ==' },
        ],
      },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ok', annotations: [] }] },
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      {
        type: 'function_call_output',
        call_id: 'c',
        output: [
          { type: 'input_text', text: 'seen' },
          { type: 'input_image', image_url: 'https://x/z.png' },
        ],
      },
      { type: 'function_call_output', call_id: 'd', output: 'Error: no' },
      { type: 'function_call_output', call_id: 'e', output: 'Error: [1]' },
    ]);
  });

  test('what cannot be sent is left out and told', () => {
    const content = [
      { type: 'audio' as const, source: { data: 'AQ==', mediaType: 'audio/wav' } },
      { type: 'vendor' as const, vendor: { origin: { wire: 'anthropic' }, data: {} } },
    ];
    expect(features({ messages: [{ role: 'user', content, name: 'ada' }] })).toEqual([
      'messages[0].name',
      'messages[0].content[0]',
      'messages[0].content[1]',
    ]);
    expect(
      features(
        {
          messages: [
            {
              role: 'user',
              content: [
                { type: 'image', source: { url: 'https://x' } },
                { type: 'file', source: { fileId: 'f' } },
              ],
            },
          ],
        },
        { images: false, files: false },
      ),
    ).toHaveLength(2);
    expect(
      features(
        { messages: [{ role: 'user', content: [{ type: 'image', source: { url: 'https://x' } }] }] },
        { images: 'data' },
      ),
    ).toHaveLength(1);
  });

  test('items of this place go back whole and in their order', () => {
    const vendor = (data: object) => ({ origin: here, data: data as never });
    const message: Message = {
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'hm',
          vendor: vendor({
            type: 'reasoning',
            id: 'rs_1',
            summary: [{ type: 'summary_text', text: 'hm' }],
            encrypted_content: 'gAAA',
          }),
        },
        {
          type: 'hosted-tool-call',
          id: 'ws_1',
          name: 'web_search',
          vendor: vendor({ type: 'web_search_call', id: 'ws_1', status: 'completed' }),
        },
        { type: 'tool-result', toolCallId: 'ws_1', hosted: true, content: 'x' },
        {
          type: 'text',
          text: 'a',
          citations: [{ url: 'u', raw: { type: 'url_citation', url: 'u' } }],
          vendor: vendor({ type: 'message', id: 'msg_1', phase: 'commentary' }),
        },
        { type: 'text', text: 'b', vendor: vendor({ type: 'message', id: 'msg_1', phase: 'commentary' }) },
        {
          type: 'tool-call',
          id: 'call_1',
          name: 'f',
          arguments: '{}',
          vendor: vendor({ type: 'function_call', id: 'fc_1', namespace: 'n' }),
        },
        {
          type: 'tool-call',
          id: 'call_2',
          name: 'sql',
          arguments: 'select 1',
          vendor: vendor({ type: 'custom_tool_call', id: 'ctc_1' }),
        },
        {
          type: 'image',
          source: { data: 'AQ==', mediaType: 'image/png' },
          vendor: vendor({ type: 'image_generation_call', id: 'ig_1' }),
        },
        { type: 'vendor', vendor: vendor({ type: 'compaction', id: 'c1' }) },
      ],
    };
    expect(
      input([message, { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'call_2', content: '1' }] }]),
    ).toEqual([
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'gAAA' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      {
        type: 'message',
        role: 'assistant',
        id: 'msg_1',
        phase: 'commentary',
        content: [
          { type: 'output_text', text: 'a', annotations: [{ type: 'url_citation', url: 'u' }] },
          { type: 'output_text', text: 'b', annotations: [] },
        ],
      },
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', id: 'fc_1', namespace: 'n' },
      { type: 'custom_tool_call', call_id: 'call_2', name: 'sql', input: 'select 1', id: 'ctc_1' },
      { type: 'image_generation_call', id: 'ig_1', result: 'AQ==' },
      { type: 'compaction', id: 'c1' },
      { type: 'custom_tool_call_output', call_id: 'call_2', output: '1' },
    ]);
  });

  test('reasoning that the vendor could not find again is not sent', () => {
    const plain = (data: object): Message => ({
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'hm',
          vendor: { origin: here, data: { type: 'reasoning', id: 'rs_1', ...data } as never },
        },
        { type: 'text', text: 'a' },
      ],
    });
    expect(input([plain({})])).toHaveLength(1);
    expect(input([plain({})], { vendor: { openai: { store: true } } })).toHaveLength(2);
    expect(input([plain({ encrypted_content: 'x' })])).toHaveLength(2);
    expect(features({ messages: [plain({ encrypted_content: 'x' })] })).toEqual([]);
  });

  test('reasoning without what it led to is left out: OpenAI refuses it', () => {
    const message: Message = {
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'hm',
          vendor: { origin: here, data: { type: 'reasoning', id: 'rs_1', encrypted_content: 'x' } },
        },
      ],
    };
    expect(input([message, { role: 'user', content: 'go on' }])).toEqual([
      { type: 'message', role: 'user', content: 'go on' },
    ]);
    expect(features({ messages: [message] })).toEqual(['messages[0]']);
  });

  test('from elsewhere, text and calls go as plain items and thoughts stay away', () => {
    const away: Origin = { wire: 'anthropic', provider: 'other' };
    const message: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', vendor: { origin: away, data: 'sig' } },
        { type: 'reasoning', text: 'plain' },
        { type: 'text', text: 'a', vendor: { origin: away, data: { x: 1 } } },
        { type: 'tool-call', id: 'c', name: 'f', arguments: '{}', vendor: { origin: away, data: { x: 1 } } },
        { type: 'hosted-tool-call', id: 'h', name: 'search', vendor: { origin: away, data: {} } },
        { type: 'tool-result', toolCallId: 'h', hosted: true, content: 'x' },
        { type: 'vendor', vendor: { origin: away, data: {} } },
        { type: 'image', source: { url: 'https://x' } },
        { type: 'file', source: { url: 'https://x' } },
      ],
    };
    expect(input([message])).toEqual([
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a', annotations: [] }] },
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
    ]);
    expect(features({ messages: [message] })).toHaveLength(6);
  });

  test('answers of the caller to the vendor’s tools are items of their own', () => {
    const approval = { type: 'mcp_approval_response', approve: true, approval_request_id: 'r' };
    expect(input([{ role: 'user', content: [{ type: 'vendor', vendor: { origin: here, data: approval } }] }])).toEqual([
      approval,
    ]);
    expect(
      input([
        {
          role: 'user',
          content: [
            { type: 'vendor', vendor: { origin: here, data: { type: 'input_audio', x: 1 } } },
            { type: 'text', text: 'a' },
          ],
        },
      ]),
    ).toMatchObject([{ content: [{ type: 'input_audio' }, { type: 'input_text' }] }]);
    expect(
      input([
        { role: 'assistant', content: '' },
        { role: 'assistant', content: 'x', name: 'n' },
      ]),
    ).toHaveLength(1);
  });
});

describe('counting tokens', () => {
  test('asks with the fields that count, and reads the number', () => {
    const transformer = countTokensTransformer();
    const encoded = transformer.encode(ask({ maxTokens: 5, tools: [{ name: 'f' }] }), codec());
    expect(Object.keys(bodyOf(encoded)).sort()).toEqual(['input', 'model', 'tools']);
    expect(encoded.warnings).toEqual([]);
    expect(
      transformer.decode(reply({ object: 'response.input_tokens', input_tokens: 12 }), undefined, codec()),
    ).toEqual({ inputTokens: 12 });
    expect(() => transformer.decode(reply({}), undefined, codec())).toThrow('token count');
  });
});
