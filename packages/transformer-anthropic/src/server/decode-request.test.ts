import { describe, expect, it } from 'vitest';
import { codecContext } from '../../tests/codec-context.ts';
import { completeDialect } from '../dialect.ts';
import { encodeChat } from '../messages/encode-request.ts';
import { decodeRequest } from './decode-request.ts';

const origin = { wire: 'anthropic' };
const body = (more: object = {}) => ({
  model: 'claude-opus-4-6',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
});
/** The body after both faces. */
const again = (wire: object): unknown => {
  const encoded = encodeChat(decodeRequest(wire), codecContext(), completeDialect(), false);
  expect(encoded.warnings).toEqual([]);
  return encoded.wire.body?.type === 'json' ? encoded.wire.body.value : undefined;
};
/** Where an odd body is refused. */
const refusedAt = (wire: unknown): unknown => {
  try {
    return decodeRequest(wire);
  } catch (error) {
    return (error as { code: string }).code === 'invalid-request' && (error as { field?: string }).field;
  }
};

describe('a wire request', () => {
  it('becomes a unified one', () => {
    expect(
      decodeRequest(
        body({
          system: 'Be brief.',
          temperature: 0.5,
          top_p: 0.9,
          top_k: 5,
          stop_sequences: ['END'],
          metadata: { user_id: 'u' },
          service_tier: 'auto',
          stream: true,
          tools: [
            {
              name: 'add',
              description: 'Adds.',
              input_schema: { type: 'object' },
              cache_control: { type: 'ephemeral' },
            },
            { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
          ],
          tool_choice: { type: 'any', disable_parallel_tool_use: true },
          cache_control: { type: 'ephemeral', ttl: '1h' },
        }),
      ),
    ).toEqual({
      model: 'claude-opus-4-6',
      maxTokens: 100,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      temperature: 0.5,
      topP: 0.9,
      topK: 5,
      stop: ['END'],
      user: 'u',
      serviceTier: 'auto',
      tools: [
        { name: 'add', description: 'Adds.', parameters: { type: 'object' }, cache: true },
        { type: 'hosted', name: 'web_search_20250305', options: { max_uses: 2 } },
      ],
      toolChoice: 'required',
      parallelToolCalls: false,
      promptCache: { ttl: '1h' },
    });
  });

  it('takes the model from the URL where the body has none', () => {
    const { model: _, ...rest } = body();
    expect(decodeRequest(rest, { model: 'claude-sonnet-4-5' }).model).toBe('claude-sonnet-4-5');
  });

  it("brings media, tool results with their tool's name, and what it does not know in its place", () => {
    const { messages } = decodeRequest(
      body({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
              { type: 'image', source: { type: 'url', url: 'https://x.example/a.png' } },
              {
                type: 'document',
                source: { type: 'text', media_type: 'text/plain', data: 'Grüße' },
                title: 'T',
                context: 'C',
                citations: { enabled: true },
              },
              { type: 'document', source: { type: 'content', content: [] } },
              { type: 'document', source: { type: 'file', file_id: 'f' }, citations: { enabled: true, more: 1 } },
              { type: 'search_result', source: 's' },
            ],
          },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'look', input: { q: 1 } }] },
          {
            role: 'user',
            content: [
              {
                type: 'tool_result',
                tool_use_id: 't',
                is_error: true,
                content: [
                  { type: 'text', text: 'no' },
                  { type: 'image', source: { type: 'file', file_id: 'f' } },
                ],
              },
              { type: 'text', text: 'Well?' },
            ],
          },
          { role: 'system', content: 'Mind the gap.' },
        ],
      }),
    );
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } },
          { type: 'image', source: { url: 'https://x.example/a.png' } },
          {
            type: 'file',
            source: { data: 'R3LDvMOfZQ==', mediaType: 'text/plain' },
            name: 'T',
            context: 'C',
            citations: true,
          },
          { type: 'vendor', vendor: { origin, data: { type: 'document', source: { type: 'content', content: [] } } } },
          {
            type: 'vendor',
            vendor: {
              origin,
              data: { type: 'document', source: { type: 'file', file_id: 'f' }, citations: { enabled: true, more: 1 } },
            },
          },
          { type: 'vendor', vendor: { origin, data: { type: 'search_result', source: 's' } } },
        ],
      },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', id: 't', name: 'look', arguments: '{"q":1}', input: { q: 1 } }],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 't',
            toolName: 'look',
            isError: true,
            content: [
              { type: 'text', text: 'no' },
              { type: 'image', source: { fileId: 'f' } },
            ],
          },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'Well?' }] },
      { role: 'system', content: 'Mind the gap.', vendor: { origin, data: { role: 'system' } } },
    ]);
  });
});

describe('a wire request through both faces', () => {
  it.each([
    ['thinking with a budget', { thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 4000 }],
    [
      'thinking with a budget and a display',
      {
        thinking: { type: 'enabled', budget_tokens: 2000, display: 'omitted' },
        max_tokens: 4000,
        output_config: { effort: 'low' },
      },
    ],
    ['adaptive thinking, its display unsaid', { thinking: { type: 'adaptive' } }],
    [
      'adaptive thinking with an effort and a display',
      { thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'max' } },
    ],
    ['a display that is not known', { thinking: { type: 'adaptive', display: 'interpretive-dance' } }],
    ['an effort alone', { output_config: { effort: 'medium' } }],
    [
      'thinking switched off, with an effort',
      { thinking: { type: 'disabled' }, output_config: { effort: 'high', task_budget: { total: 5 } } },
    ],
    ['thinking between tools', { thinking: { type: 'between_tools' } }],
    [
      'a kind of thinking that is not known',
      { thinking: { type: 'lateral', depth: 3 }, output_config: { effort: 'low' } },
    ],
    [
      'an output format',
      {
        output_config: {
          format: {
            type: 'json_schema',
            schema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
          },
        },
      },
    ],
    [
      'an output format beyond the subset',
      {
        output_config: {
          effort: 'low',
          format: {
            type: 'json_schema',
            schema: { type: 'object', properties: { a: { type: 'integer', minimum: 1 } } },
          },
        },
      },
    ],
    ['an output format of another kind', { output_config: { format: { type: 'grammar', text: 'x' } } }],
    [
      'the output format of the time before',
      { output_format: { type: 'json_schema', schema: { type: 'object', properties: { a: { minimum: 1 } } } } },
    ],
    [
      'a tool choice with a member that is not known',
      { tools: [{ name: 'a', input_schema: { type: 'object' } }], tool_choice: { type: 'auto', mood: 'good' } },
    ],
    ['no choice', { tools: [{ name: 'a', input_schema: { type: 'object' } }], tool_choice: { type: 'none' } }],
    [
      'a named choice',
      {
        tools: [{ name: 'a', input_schema: { type: 'object' } }],
        tool_choice: { type: 'tool', name: 'a', disable_parallel_tool_use: true },
      },
    ],
    [
      'tools of every kind',
      {
        tools: [
          {
            type: 'custom',
            name: 'a',
            input_schema: { properties: {} },
            strict: false,
            defer_loading: true,
            cache_control: { type: 'ephemeral', scope: 'global' },
          },
          {
            name: 'b',
            input_schema: { type: 'object', properties: { n: { type: 'number', minimum: 1 } } },
            strict: true,
          },
          { type: 'mcp_toolset', mcp_server_name: 's', cache_control: { type: 'ephemeral', ttl: '5m' } },
          { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
          { type: 'computer_20251124', name: 'my_computer', display_width_px: 100 },
        ],
      },
    ],
    ['empty lists', { system: [], tools: [] }],
    [
      'a budget beyond the limit, which interleaved thinking allows',
      { thinking: { type: 'enabled', budget_tokens: 9000, display: 'summarized' } },
    ],
    [
      'tool results in messages of their own',
      {
        tools: [{ name: 'a', input_schema: { type: 'object' } }],
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'a', input: {} }] },
          { role: 'user', content: 'one moment' },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: '1' }] },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 'u', content: '2' },
              { type: 'text', text: 'and' },
            ],
          },
        ],
      },
    ],
    [
      'metadata, tier and cache that have no unified form',
      {
        metadata: { user_id: 'u', team: 't' },
        service_tier: 'express',
        cache_control: { type: 'ephemeral', scope: 'global' },
      },
    ],
    [
      'fields that are not known',
      {
        container: { id: 'c' },
        mcp_servers: [{ name: 's' }],
        speed: 'fast',
        diagnostics: { previous_message_id: null },
      },
    ],
    [
      'system blocks with marks',
      {
        system: [
          { type: 'text', text: 'A', cache_control: { type: 'ephemeral', ttl: '1h' } },
          { type: 'text', text: 'B' },
        ],
      },
    ],
    [
      'tool results beside text, and apart from it',
      {
        tools: [{ name: 'a', input_schema: { type: 'object' } }],
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'a', input: {} }] },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 't' },
              { type: 'text', text: 'and' },
            ],
          },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'u', name: 'a', input: {} }] },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'u', content: 'ok', cache_control: { type: 'ephemeral' } }],
          },
          { role: 'user', content: 'apart' },
        ],
      },
    ],
    [
      'a system message between others',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: 'y' },
          { role: 'system', content: [{ type: 'text', text: 'z', cache_control: { type: 'ephemeral' } }] },
          { role: 'user', content: 'w' },
        ],
      },
    ],
    [
      'thoughts, hosted tools and citations',
      {
        messages: [
          { role: 'user', content: 'x' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'hm', signature: 'sig' },
              { type: 'redacted_thinking', data: 'x==' },
              {
                type: 'server_tool_use',
                id: 's',
                name: 'web_search',
                input: { query: 'q' },
                caller: { type: 'direct' },
                cache_control: { type: 'ephemeral' },
              },
              { type: 'web_search_tool_result', tool_use_id: 's', content: [{ url: 'u' }] },
              {
                type: 'text',
                text: 'a',
                citations: [{ type: 'web_search_result_location', url: 'u', encrypted_index: 'e' }],
              },
              { type: 'hologram' },
            ],
          },
          {
            role: 'user',
            content: [
              {
                type: 'image',
                source: { type: 'url', url: 'https://x.example' },
                transformations: { oversized_image: 'error' },
              },
            ],
          },
        ],
      },
    ],
  ])('keeps %s', (_what, more) => {
    const wire = body(more);
    expect(JSON.parse(JSON.stringify(again(wire)))).toEqual(JSON.parse(JSON.stringify(wire)));
  });
});

describe('a wire request that is wrong', () => {
  it.each([
    [[], 'body'],
    [body({ messages: undefined }), 'messages'],
    [body({ messages: [] }), 'messages'],
    [body({ messages: ['x'] }), 'messages.0'],
    [body({ messages: [{ role: 'robot', content: 'x' }] }), 'messages.0.role'],
    [body({ messages: [{ role: 'user' }] }), 'messages.0.content'],
    [body({ messages: [{ role: 'user', content: ['x'] }] }), 'messages.0.content.0'],
    [body({ messages: [{ role: 'user', content: [{ type: 'text' }] }] }), 'messages.0.content.0.text'],
    [body({ messages: [{ role: 'user', content: [{ type: 'image' }] }] }), 'messages.0.content.0.source'],
    [body({ messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] }), 'messages.0.content.0.tool_use_id'],
    [
      body({ messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 1 }] }] }),
      'messages.0.content.0.content',
    ],
    [
      body({ messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [1] }] }] }),
      'messages.0.content.0.content.0',
    ],
    [body({ messages: [{ role: 'assistant', content: [{ type: 'thinking' }] }] }), 'messages.0.content.0.thinking'],
    [body({ messages: [{ role: 'assistant', content: [{ type: 'tool_use' }] }] }), 'messages.0.content.0.id'],
    [
      body({ messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't' }] }] }),
      'messages.0.content.0.name',
    ],
    [
      body({ messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'a', input: 'x' }] }] }),
      'messages.0.content.0.input',
    ],
    [body({ system: 7 }), 'system'],
    [body({ max_tokens: 'many' }), 'max_tokens'],
    [body({ temperature: 'hot' }), 'temperature'],
    [body({ stop_sequences: 'END' }), 'stop_sequences'],
    [body({ tools: {} }), 'tools'],
    [body({ tools: [1] }), 'tools.0'],
    [body({ tools: [{ input_schema: {} }] }), 'tools.0.name'],
    [body({ tools: [{ name: 'a' }] }), 'tools.0.input_schema'],
    [body({ tools: [{ type: 7 }] }), 'tools.0.type'],
    [body({ tool_choice: 'any' }), 'tool_choice'],
    [body({ tool_choice: { type: 'some' } }), 'tool_choice.type'],
    [body({ tool_choice: { type: 'tool' } }), 'tool_choice.name'],
    [body({ thinking: true }), 'thinking'],
    [body({ thinking: {} }), 'thinking.type'],
    [body({ thinking: { type: 'enabled' } }), 'thinking.enabled.budget_tokens'],
    [body({ output_config: 'low' }), 'output_config'],
  ])('%o is refused at %s', (wire, field) => {
    expect(refusedAt(wire)).toBe(field);
  });

  it('takes nulls for what was not said', () => {
    expect(
      decodeRequest(
        body({
          system: null,
          tools: null,
          tool_choice: null,
          thinking: null,
          stop_sequences: null,
          temperature: null,
          metadata: null,
          output_config: null,
        }),
      ),
    ).toEqual({
      model: 'claude-opus-4-6',
      maxTokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });

  it('reads the beta values and the version that platforms put into the body', () => {
    expect(
      decodeRequest(body({ anthropic_version: 'bedrock-2023-05-31', anthropic_beta: ['b-1'], stop_sequences: [] })),
    ).toMatchObject({ vendor: { anthropic: { betas: ['b-1'] } } });
  });
});
