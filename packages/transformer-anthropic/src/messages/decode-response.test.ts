import { describe, expect, it } from 'vitest';
import { codecContext, jsonReply } from '../../tests/codec-context.ts';
import { plainAnswer } from './answer-state.ts';
import { decodeChat } from './decode-response.ts';

const context = codecContext();
const origin = { wire: 'anthropic', ...context.origin };
const message = (content: unknown, more: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content,
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 2 },
  ...more,
});
const decode = (body: unknown, state = plainAnswer) => decodeChat(jsonReply(body), state, codecContext());
const parts = (...content: unknown[]) => decode(message(content)).message.content;

describe('a complete reply', () => {
  it('has text, ids, model, tier and usage', () => {
    const decoded = decode(
      message([{ type: 'text', text: 'Hi' }], {
        usage: { input_tokens: 1, output_tokens: 2, service_tier: 'priority' },
      }),
    );
    expect(decoded).toMatchObject({
      text: 'Hi',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 2 },
    });
    expect(decoded.meta).toEqual({ responseId: 'msg_1', model: 'claude-sonnet-4-5', serviceTier: 'priority' });
  });

  it('keeps thoughts with their signature, and redacted ones in their place', () => {
    const redacted = { type: 'redacted_thinking', data: 'x==' };
    expect(
      parts(
        { type: 'thinking', thinking: 'hm', signature: 'sig' },
        redacted,
        { type: 'thinking', thinking: '', signature: 's2' },
        { type: 'text', text: 'a' },
      ),
    ).toEqual([
      { type: 'reasoning', text: 'hm', vendor: { origin, data: { signature: 'sig' } } },
      { type: 'vendor', vendor: { origin, data: redacted } },
      { type: 'reasoning', text: '', vendor: { origin, data: { signature: 's2' } } },
      { type: 'text', text: 'a' },
    ]);
    expect(parts({ type: 'thinking', thinking: 'hm', signature: '' }, { type: 'thinking', thinking: '' })).toEqual([
      { type: 'reasoning', text: 'hm' },
    ]);
  });

  it('gives calls with their arguments as text and as a value', () => {
    const decoded = decode(
      message([{ type: 'tool_use', id: 't1', name: 'add', input: { a: 1 }, caller: { type: 'direct' } }], {
        stop_reason: 'tool_use',
      }),
    );
    expect(decoded).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [
        {
          id: 't1',
          name: 'add',
          arguments: '{"a":1}',
          input: { a: 1 },
          vendor: { data: { caller: { type: 'direct' } } },
        },
      ],
    });
  });

  it('reads calls as imitators send them: without id, without input, with input as text', () => {
    const [first, second, third] = decode(
      message([
        { type: 'tool_use', name: 'a' },
        { type: 'tool_use', id: '', name: 'b', input: '{"x":1}' },
        { type: 'tool_use', id: 'c', name: 'c', input: '{"x":' },
      ]),
    ).toolCalls;
    expect(first).toMatchObject({ id: 'id-1', input: {} });
    expect(second).toMatchObject({ id: 'id-2', input: { x: 1 } });
    expect(third).toMatchObject({ id: 'c', invalid: expect.any(String) as string });
  });

  it("calls tools by the caller's names", () => {
    const state = { toolNames: new Map([['math_add', 'math.add']]) };
    expect(
      decode(message([{ type: 'tool_use', id: 't', name: 'math_add', input: {} }]), state).toolCalls[0]?.name,
    ).toBe('math.add');
  });

  it("keeps hosted tools apart from the caller's", () => {
    const results = [{ type: 'web_search_result', url: 'https://x.example' }];
    const decoded = decode(
      message([
        { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' } },
        { type: 'web_search_tool_result', tool_use_id: 's1', content: results },
        {
          type: 'code_execution_tool_result',
          tool_use_id: 's2',
          content: { type: 'code_execution_tool_result_error', error_code: 'unavailable' },
        },
        { type: 'mcp_tool_use', id: 'm1', server_name: 'srv', input: {} },
      ]),
    );
    expect(decoded.toolCalls).toEqual([]);
    expect(decoded.message.content).toEqual([
      {
        type: 'hosted-tool-call',
        id: 's1',
        name: 'web_search',
        input: { query: 'q' },
        vendor: { origin, data: { type: 'server_tool_use' } },
      },
      {
        type: 'tool-result',
        toolCallId: 's1',
        content: [{ type: 'json', value: results }],
        hosted: true,
        vendor: { origin, data: { type: 'web_search_tool_result' } },
      },
      {
        type: 'tool-result',
        toolCallId: 's2',
        content: [{ type: 'json', value: { type: 'code_execution_tool_result_error', error_code: 'unavailable' } }],
        isError: true,
        hosted: true,
        vendor: { origin, data: { type: 'code_execution_tool_result' } },
      },
      {
        type: 'hosted-tool-call',
        id: 'm1',
        name: 'mcp_tool_use',
        input: {},
        vendor: { origin, data: { type: 'mcp_tool_use', server_name: 'srv' } },
      },
    ]);
  });

  it('keeps blocks that it does not know', () => {
    const block = { type: 'hologram', frames: [1] };
    expect(parts(block, { type: 'container_upload', file_id: 'f' })).toEqual([
      { type: 'vendor', vendor: { origin, data: block } },
      { type: 'vendor', vendor: { origin, data: { type: 'container_upload', file_id: 'f' } } },
    ]);
  });

  it('cites', () => {
    const raw = {
      type: 'page_location',
      cited_text: 'q',
      document_index: 0,
      document_title: 'T',
      start_page_number: 1,
      end_page_number: 2,
    };
    const decoded = decode(
      message([
        { type: 'text', text: 'a', citations: [raw] },
        { type: 'text', text: 'b', citations: [] },
        { type: 'text', text: 'c', citations: null },
      ]),
    );
    expect(decoded.citations).toEqual([
      { title: 'T', quote: 'q', documentIndex: 0, location: { unit: 'page', start: 1, end: 2 }, raw },
    ]);
    expect(decoded.message.content).toEqual([
      { type: 'text', text: 'a', citations: decoded.citations, vendor: { origin, data: { citations: [raw] } } },
      { type: 'text', text: 'b' },
      { type: 'text', text: 'c' },
    ]);
  });

  it('that was refused says why', () => {
    const details = { category: 'cyber', explanation: 'No.' };
    const decoded = decode(message([], { stop_reason: 'refusal', stop_details: details }));
    expect(decoded).toMatchObject({
      text: '',
      finishReason: 'content-filter',
      meta: { vendor: { stop_details: details } },
      message: { vendor: { origin, data: { stop_details: details } } },
    });
  });

  it('that is no reply is an error, not an empty answer', () => {
    expect(() => decode({ hello: 'world' })).toThrow(expect.objectContaining({ code: 'invalid-response' }));
    expect(() => decode('[]')).toThrow(expect.objectContaining({ code: 'invalid-response' }));
    expect(() => decode('<html>')).toThrow(expect.objectContaining({ code: 'invalid-response' }));
    expect(() => decode({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })).toThrow(
      expect.objectContaining({ code: 'overloaded' }),
    );
    expect(() => decode({ error: { message: 'no' } })).toThrow(expect.objectContaining({ code: 'server' }));
  });

  it.each([
    [message('just text'), 'just text', 'stop'],
    [message(null), '', 'stop'],
    [message([null, 'odd', { type: 'text' }, { text: 1 }], { stop_reason: 'brand_new' }), '', 'other'],
    [message([{ type: 'text', text: 'a' }], { stop_reason: null, usage: null }), 'a', 'other'],
    [message([{ type: 'tool_use', id: 't', name: 'a', input: {} }], { stop_reason: null }), '', 'tool-calls'],
    [message([{ type: 'tool_use', id: 't', name: 'a', input: {} }]), '', 'tool-calls'],
    [message([], { stop_reason: 'pause_turn' }), '', 'other'],
    [message([], { stop_reason: 'model_context_window_exceeded' }), '', 'length'],
  ])('of an odd form is read all the same (%#)', (body, text, finishReason) => {
    expect(decode(body)).toMatchObject({ text, finishReason });
  });
});
