// What a client writes, the server face reads; what the client face writes again means the same.
import { KitError } from '@kit/core';
import { describe, expect, test } from 'vitest';
import { chatTransformer } from '../chat/transformer.ts';
import { responsesTransformer } from '../responses/transformer.ts';
import { bodyOf, codec } from '../testing/codec.ts';
import { decodeRequest } from './index.ts';

const again = (body: object) => bodyOf(chatTransformer().encode(decodeRequest(body), codec()));
const againResponses = (body: object) =>
  bodyOf(responsesTransformer({ store: undefined, encryptedReasoning: false }).encode(decodeRequest(body), codec()));
const user = { role: 'user', content: 'Hi' };

describe('chat completions', () => {
  test.each<[string, object]>([
    [
      'settings',
      {
        model: 'm',
        messages: [user],
        max_completion_tokens: 5,
        temperature: 0.1,
        top_p: 0.2,
        seed: 1,
        stop: ['a'],
        presence_penalty: 1,
        frequency_penalty: 1,
        n: 2,
        logprobs: true,
        top_logprobs: 2,
        service_tier: 'flex',
        safety_identifier: 'u',
        prompt_cache_key: 'k',
        metadata: { a: 'b' },
        reasoning_effort: 'low',
      },
    ],
    [
      'own fields',
      {
        model: 'm',
        messages: [user],
        logit_bias: { 5: 1 },
        modalities: ['text', 'audio'],
        audio: { voice: 'x', format: 'wav' },
        prediction: { type: 'content', content: 'x' },
        store: true,
        user: 'u',
        stop: [],
        metadata: { a: 1 },
        prompt_cache_options: { ttl: '30m', mode: 'explicit' },
      },
    ],
    [
      'tools',
      {
        model: 'm',
        messages: [user],
        tools: [
          {
            type: 'function',
            function: { name: 'f', description: 'd', parameters: { type: 'object', properties: {} }, defer: true },
            extra: 1,
          },
          { type: 'custom', custom: { name: 'sql' } },
        ],
        tool_choice: { type: 'function', function: { name: 'f' } },
        parallel_tool_calls: false,
      },
    ],
    [
      'allowed tools',
      {
        model: 'm',
        messages: [user],
        tools: [{ type: 'function', function: { name: 'f' } }],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
      },
    ],
    [
      'a schema',
      {
        model: 'm',
        messages: [user],
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'x',
            schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
            strict: true,
          },
        },
      },
    ],
    [
      'a schema that is not strict',
      {
        model: 'm',
        messages: [user],
        response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' }, strict: false } },
      },
    ],
    ['JSON', { model: 'm', messages: [user], response_format: { type: 'json_object' } }],
    ['a grammar of some server', { model: 'm', messages: [user], response_format: { type: 'regex', regex: 'a' } }],
    [
      'a conversation',
      {
        model: 'm',
        messages: [
          { role: 'system', content: 'x', name: 'sys' },
          {
            role: 'user',
            name: 'ada',
            content: [
              { type: 'text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==', detail: 'low' } },
              { type: 'image_url', image_url: { url: 'https://x' } },
              { type: 'input_audio', input_audio: { data: 'AQ==', format: 'mp3' } },
              { type: 'file', file: { file_data: 'data:application/pdf;base64,AQ==', filename: 'a.pdf' } },
              { type: 'file', file: { file_id: 'f' } },
              { type: 'novel', x: 1 },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'c',
                type: 'function',
                function: { name: 'f', arguments: '{"a":1}' },
                extra_content: { google: { thought_signature: 's' } },
              },
              { id: 'd', type: 'custom', custom: { name: 'sql', input: 'select 1' } },
            ],
            name: 'bot',
          },
          { role: 'tool', tool_call_id: 'c', content: 'x', name: 'f' },
          {
            role: 'tool',
            tool_call_id: 'd',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
          { role: 'assistant', content: null, refusal: 'no' },
          { role: 'assistant', content: null, audio: { id: 'audio_1' } },
          {
            role: 'assistant',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
          { role: 'assistant', content: 'done' },
        ],
      },
    ],
  ])('%s', (_name, body) => {
    expect(again(body)).toEqual(body);
  });

  test('older fields become the newer ones', () => {
    expect(
      again({
        model: 'm',
        messages: [
          user,
          { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
          { role: 'function', name: 'f', content: 'x' },
        ],
        max_tokens: 3,
        functions: [{ name: 'f' }],
        function_call: { name: 'f' },
      }),
    ).toEqual({
      model: 'm',
      max_completion_tokens: 3,
      tools: [{ type: 'function', function: { name: 'f' } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
      messages: [
        user,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'f', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'f', content: 'x', name: 'f' },
      ],
    });
  });

  test('nulls and defaults say nothing', () => {
    expect(
      again({
        model: 'm',
        messages: [{ ...user, name: null }],
        temperature: null,
        tools: null,
        stream: true,
        logprobs: false,
      }),
    ).toEqual({ model: 'm', messages: [user] });
  });

  test('thoughts are read in every spelling', () => {
    const thoughts = (message: object) =>
      decodeRequest({ messages: [user, { role: 'assistant', ...message }] }).messages[1];
    expect(thoughts({ content: 'a', reasoning_content: 'hm' })).toEqual({
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'a' },
      ],
    });
    expect(
      thoughts({ content: 'a', reasoning: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }),
    ).toMatchObject({
      content: [
        {
          type: 'reasoning',
          vendor: { origin: { wire: 'openai-chat' }, data: { reasoning_details: [{ text: 'hm' }] } },
        },
        {},
      ],
    });
    expect(
      thoughts({
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], signature: 's' },
          { type: 'text', text: 'a' },
        ],
      }),
    ).toMatchObject({
      content: [
        { type: 'reasoning', text: 'hm', vendor: { data: { signature: 's' } } },
        { type: 'text', text: 'a' },
      ],
    });
  });

  test('OpenRouter’s clients are understood', () => {
    expect(decodeRequest({ messages: [user], reasoning: { max_tokens: 5, exclude: true } }).reasoning).toEqual({
      budgetTokens: 5,
      summary: 'none',
    });
    expect(decodeRequest({ messages: [user], reasoning: { effort: 'low', enabled: true } })).toMatchObject({
      reasoning: { effort: 'low' },
      vendor: { 'openai-chat': { reasoning: { effort: 'low', enabled: true } } },
    });
    expect(
      decodeRequest({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } },
              { type: 'video_url', video_url: { url: 'https://v' } },
            ],
          },
        ],
      }).messages[0],
    ).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'a', cache: { ttl: '1h' } },
        { type: 'file', source: { url: 'https://v', mediaType: 'video/mp4' } },
      ],
    });
  });

  test.each<[object | string | null, string]>([
    [null, 'body'],
    [{}, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [1] }, 'messages[0]'],
    [{ messages: [{ role: 'wizard' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0].content[0].image_url.url'],
    [{ messages: [{ role: 'user', content: [{ type: 'input_audio' }] }] }, 'messages[0].content[0].input_audio.data'],
    [{ messages: [{ role: 'user', content: [{ type: 'file' }] }] }, 'messages[0].content[0].file'],
    [{ messages: [{ role: 'user', content: [{}] }] }, 'messages[0].content[0].type'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ id: 'c' }] }] }, 'messages[0].tool_calls[0].function.name'],
    [{ messages: [user], temperature: 'hot' }, 'temperature'],
    [{ messages: [user], max_tokens: -1 }, 'max_tokens'],
    [{ messages: [user], stop: 5 }, 'stop'],
    [{ messages: [user], tools: {} }, 'tools'],
    [{ messages: [user], tools: [{ type: 'function' }] }, 'tools[0].function'],
    [{ messages: [user], tools: [{ function: { name: '' } }] }, 'tools[0].function.name'],
    [{ messages: [user], tool_choice: 'maybe' }, 'tool_choice'],
    [{ messages: [user], response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
    [{ messages: [user], parallel_tool_calls: 1 }, 'parallel_tool_calls'],
    [{ messages: [user], metadata: 'x' }, 'metadata'],
  ])('%j is refused, naming %s', (body, field) => {
    try {
      decodeRequest(body);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(KitError);
      expect(error).toMatchObject({ code: 'invalid-request', field });
    }
  });
});

describe('the responses wire', () => {
  test.each<[string, object]>([
    [
      'settings',
      {
        model: 'm',
        input: [{ type: 'message', ...user }],
        max_output_tokens: 50,
        temperature: 0.1,
        top_p: 0.2,
        service_tier: 'flex',
        safety_identifier: 'u',
        prompt_cache_key: 'k',
        prompt_cache_options: { ttl: '30m' },
        metadata: { a: 'b' },
        reasoning: { effort: 'low', summary: 'auto', mode: 'pro' },
        text: { format: { type: 'json_object' }, verbosity: 'low' },
        parallel_tool_calls: false,
        tools: [{ type: 'web_search', size: 1 }],
        store: false,
        truncation: 'auto',
        include: ['message.output_text.logprobs', 'x'],
        top_logprobs: 3,
      },
    ],
    [
      'tools',
      {
        model: 'm',
        input: [{ type: 'message', ...user }],
        tools: [
          {
            type: 'function',
            name: 'f',
            description: 'd',
            parameters: { type: 'object', properties: {} },
            strict: false,
          },
          { type: 'custom', name: 'sql' },
        ],
        tool_choice: { type: 'function', name: 'f' },
      },
    ],
    [
      'a schema',
      {
        model: 'm',
        input: [{ type: 'message', ...user }],
        text: {
          format: {
            type: 'json_schema',
            name: 'x',
            schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
            strict: true,
          },
        },
      },
    ],
    [
      'a conversation',
      {
        model: 'm',
        input: [
          { type: 'message', role: 'system', content: 'x' },
          {
            type: 'message',
            role: 'user',
            content: [
              { type: 'input_text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit', ttl: '30m' } },
              { type: 'input_image', image_url: 'https://x', detail: 'low' },
              { type: 'input_image', file_id: 'f' },
              { type: 'input_file', file_url: 'https://y', filename: 'y' },
              { type: 'input_file', file_id: 'f' },
              { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AQ==' },
            ],
          },
          { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'gAAA' },
          {
            type: 'message',
            role: 'assistant',
            id: 'msg_1',
            status: 'completed',
            phase: 'commentary',
            content: [
              { type: 'output_text', text: 'a', annotations: [{ type: 'url_citation', url: 'u' }] },
              { type: 'refusal', refusal: 'no' },
            ],
          },
          { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}', id: 'fc_1' },
          { type: 'custom_tool_call', call_id: 'd', name: 'sql', input: 'select 1' },
          { type: 'web_search_call', id: 'ws_1', status: 'completed' },
          { type: 'image_generation_call', id: 'ig_1', result: 'AQ==' },
          { type: 'compaction', id: 'cmp_1', encrypted_content: 'x' },
          {
            type: 'function_call_output',
            call_id: 'c',
            output: [
              { type: 'input_text', text: 'a' },
              { type: 'input_image', image_url: 'https://x' },
            ],
          },
          { type: 'custom_tool_call_output', call_id: 'd', output: '1' },
          { type: 'mcp_approval_response', approve: true, approval_request_id: 'r' },
        ],
      },
    ],
  ])('%s', (_name, body) => {
    expect(againResponses(body)).toEqual(body);
  });

  test('short forms become long ones', () => {
    expect(againResponses({ model: 'm', input: 'Hi', instructions: 'Be brief', user: 'u' })).toEqual({
      model: 'm',
      user: 'u',
      input: [
        { type: 'message', role: 'system', content: 'Be brief' },
        { type: 'message', ...user },
      ],
    });
    expect(
      againResponses({
        model: 'm',
        input: [
          { role: 'developer', content: [{ type: 'input_text', text: 'x' }] },
          { role: 'assistant', content: 'a' },
        ],
      }).input,
    ).toEqual([
      { type: 'message', role: 'system', content: 'x' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a', annotations: [] }] },
    ]);
    expect(decodeRequest({ input: 'Hi' }, { model: 'from-the-path' }).model).toBe('from-the-path');
    expect(decodeRequest({ input: 'Hi', tool_choice: { type: 'web_search' } }).toolChoice).toEqual({
      name: 'web_search',
    });
    expect(decodeRequest({ input: 'Hi', tool_choice: { type: 'mcp', server_label: 'x' } }).vendor).toMatchObject({
      'openai-responses': { tool_choice: { type: 'mcp' } },
    });
    expect(decodeRequest({ input: 'Hi', metadata: { a: 1 } }).vendor).toMatchObject({
      'openai-responses': { metadata: { a: 1 } },
    });
  });

  test.each<[object, string]>([
    [{ input: 5 }, 'input'],
    [{ input: [1] }, 'input[0]'],
    [{ input: [{}] }, 'input[0].type'],
    [{ input: [{ role: 'wizard', content: 'x' }] }, 'input[0].role'],
    [{ input: [{ role: 'user', content: 5 }] }, 'input[0].content'],
    [{ input: [{ role: 'user', content: [{ type: 'input_text' }] }] }, 'input[0].content[0].text'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, 'input[0].content[0].image_url'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file' }] }] }, 'input[0].content[0].file_data'],
    [{ input: [{ type: 'function_call_output', output: 'x' }] }, 'input[0].call_id'],
    [{ input: 'x', tools: [{ type: 'function' }] }, 'tools[0].name'],
    [{ input: 'x', tools: [{ name: 'weather' }] }, 'tools[0].type'],
    [{ messages: [user], tools: [{ type: { toString: 1 } }] }, 'tools[0].type'],
    [{ input: 'x', tool_choice: 'maybe' }, 'tool_choice'],
    [{ input: 'x', text: { format: { type: 'novel' } } }, 'text.format'],
  ])('%j is refused, naming %s', (body, field) => {
    expect(() => decodeRequest(body)).toThrow(expect.objectContaining({ code: 'invalid-request', field }));
  });
});
