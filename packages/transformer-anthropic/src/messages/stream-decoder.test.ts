import { describe, expect, it } from 'vitest';
import { codecContext, jsonReply } from '../../tests/codec-context.ts';
import { decodeStream, sse } from '../../tests/stream-text.ts';
import { plainAnswer } from './answer-state.ts';
import { decodeChat } from './decode-response.ts';
import { messagesDecoder } from './stream-decoder.ts';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

const start: Event = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1, service_tier: 'standard' },
  },
};
const open = (index: number, block: object): Event => ({ type: 'content_block_start', index, content_block: block });
const delta = (index: number, change: object): Event => ({ type: 'content_block_delta', index, delta: change });
const close = (index: number): Event => ({ type: 'content_block_stop', index });
const finish = (reason: string, more: object = {}): Event => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null, ...more },
  usage: { input_tokens: null, output_tokens: 9 },
});
const stop: Event = { type: 'message_stop' };
const text = (index: number, ...pieces: string[]) => [
  open(index, { type: 'text', text: '' }),
  ...pieces.map((piece) => delta(index, { type: 'text_delta', text: piece })),
  close(index),
];

const context = codecContext();
const origin = { wire: 'anthropic', ...context.origin };

describe('a streamed reply', () => {
  it('comes as start, usage, text, the end of the choice, and one finish with all the usage', () => {
    const { parts, complete } = decodeStream(
      sse(start, { type: 'ping' }, ...text(0, 'Hel', '', 'lo'), finish('end_turn'), stop),
    );
    expect(complete).toBe(true);
    expect(parts).toEqual([
      {
        type: 'start',
        responseId: 'msg_1',
        model: 'claude-sonnet-4-5',
        meta: { responseId: 'msg_1', model: 'claude-sonnet-4-5', serviceTier: 'standard' },
      },
      {
        type: 'usage',
        usage: expect.objectContaining({ state: 'partial', inputTokens: 15, outputTokens: 1 }) as object,
      },
      { type: 'text', text: 'Hel', index: 0 },
      { type: 'text', text: 'lo', index: 0 },
      {
        type: 'usage',
        usage: expect.objectContaining({ state: 'partial', inputTokens: 15, outputTokens: 9 }) as object,
      },
      { type: 'choice-end', finishReason: 'stop', rawFinishReason: 'end_turn' },
      {
        type: 'finish',
        finishReason: 'stop',
        rawFinishReason: 'end_turn',
        usage: expect.objectContaining({
          state: 'reported',
          inputTokens: 15,
          outputTokens: 9,
          inputDetails: { uncached: 10, cacheRead: 5 },
        }) as object,
        meta: { responseId: 'msg_1', model: 'claude-sonnet-4-5', serviceTier: 'standard' },
      },
    ]);
  });

  it('tells calls as they grow, and each once it is complete', () => {
    const { parts, response } = decodeStream(
      sse(
        start,
        open(0, { type: 'tool_use', id: 't1', name: 'add', input: {}, caller: { type: 'direct' } }),
        delta(0, { type: 'input_json_delta', partial_json: '' }),
        delta(0, { type: 'input_json_delta', partial_json: '{"a":' }),
        delta(0, { type: 'input_json_delta', partial_json: ' 1}' }),
        close(0),
        open(1, { type: 'tool_use', id: 't2', name: 'now', input: {} }),
        close(1),
        finish('tool_use'),
        stop,
      ),
    );
    expect(parts.filter(({ type }) => type.startsWith('tool-call'))).toEqual([
      { type: 'tool-call-start', id: 't1', name: 'add', index: 0 },
      { type: 'tool-call-delta', id: 't1', delta: '{"a":', index: 0 },
      { type: 'tool-call-delta', id: 't1', delta: ' 1}', index: 0 },
      {
        type: 'tool-call',
        id: 't1',
        name: 'add',
        arguments: '{"a": 1}',
        input: { a: 1 },
        vendor: { origin, data: { caller: { type: 'direct' } } },
        index: 0,
      },
      { type: 'tool-call-start', id: 't2', name: 'now', index: 1 },
      { type: 'tool-call', id: 't2', name: 'now', arguments: '{}', input: {}, index: 1 },
    ]);
    expect(response).toMatchObject({ finishReason: 'tool-calls', toolCalls: [{ id: 't1' }, { id: 't2' }] });
  });

  it('folds interleaved blocks each into its own', () => {
    const { response } = decodeStream(
      sse(
        start,
        open(0, { type: 'text', text: '' }),
        open(1, { type: 'thinking', thinking: '', signature: '' }),
        delta(0, { type: 'text_delta', text: 'a' }),
        delta(1, { type: 'thinking_delta', thinking: 'h' }),
        delta(0, { type: 'text_delta', text: 'b' }),
        delta(1, { type: 'thinking_delta', thinking: 'm' }),
        close(1),
        close(0),
        finish('end_turn'),
        stop,
      ),
    );
    expect(response).toMatchObject({ text: 'ab', reasoning: 'hm' });
    expect(response.message.content).toHaveLength(2);
  });

  it('goes on to the end when blocks were not closed', () => {
    const { response, complete } = decodeStream(
      sse(
        start,
        open(0, { type: 'tool_use', id: 't', name: 'a', input: { x: 1 } }),
        open(1, { type: 'thinking', thinking: 'h', signature: 's' }),
        finish('tool_use'),
        stop,
      ),
    );
    expect(complete).toBe(true);
    expect(response).toMatchObject({ toolCalls: [{ input: { x: 1 } }], reasoning: 'h' });
    expect(response.message.content[1]).toMatchObject({ vendor: { data: { signature: 's' } } });
  });

  it('is broken without its end marker, whatever the stop reason said', () => {
    const { complete, parts } = decodeStream(sse(start, ...text(0, 'Hi'), finish('end_turn')));
    expect(complete).toBe(false);
    expect(parts.some(({ type }) => type === 'finish')).toBe(false);
    expect(decodeStream('').complete).toBe(false);
  });

  it('shows a call that was cut off, as one not to be run', () => {
    const { response } = decodeStream(
      sse(
        start,
        open(0, { type: 'tool_use', id: 't', name: 'a', input: {} }),
        delta(0, { type: 'input_json_delta', partial_json: '{"x"' }),
      ),
    );
    expect(response.toolCalls).toEqual([
      expect.objectContaining({ id: 't', arguments: '{"x"', invalid: expect.any(String) as string }),
    ]);
  });

  it.each([
    ['overloaded_error', 'overloaded'],
    ['api_error', 'server'],
    ['rate_limit_error', 'rate-limit'],
    ['invalid_request_error', 'invalid-request'],
    ['never_seen_error', 'server'],
  ])('may fail inside: %s is %s', (type, code) => {
    const events = sse(start, ...text(0, 'Hi'), { type: 'error', error: { type, message: 'sorry' } });
    expect(() => decodeStream(events)).toThrow(expect.objectContaining({ code }));
  });

  it('gives out what came before a failure', () => {
    const decoder = messagesDecoder(plainAnswer, context);
    const out: { type: string }[] = [];
    for (const event of [start, ...text(0, 'Hi')]) decoder.event(JSON.stringify(event), out as never);
    expect(() =>
      decoder.event('{"type":"error","error":{"type":"overloaded_error","message":"x"}}', out as never),
    ).toThrow();
    expect(out.map(({ type }) => type)).toEqual(['start', 'usage', 'text']);
  });

  it('is read from event names where the data has no type, and from bytes', () => {
    const decoder = messagesDecoder(plainAnswer, context);
    const out: { type: string }[] = [];
    decoder.event(new TextEncoder().encode(JSON.stringify({ message: start.message })), out as never, 'message_start');
    decoder.event('{"index":0,"delta":{"type":"text_delta","text":"Hi"}}', out as never, 'content_block_delta');
    decoder.event('{}', out as never, 'message_stop');
    expect(decoder.done).toBe(true);
    expect(decoder.finished).toBe(true);
    expect(out.map(({ type }) => type)).toEqual(['start', 'usage', 'text']);
  });

  it('survives events that nobody knows, nulls, and what is no JSON', () => {
    const odd = 'data: nonsense\n\ndata: [DONE]\n\ndata: null\n\ndata: []\n\nevent: new\ndata: {"type":"new"}\n\n';
    const events =
      odd +
      sse(
        start,
        open(0, { type: 'text', text: 'H' }),
        delta(0, { type: 'text_delta', text: null }),
        delta(0, { type: 'new_delta', value: 1 }),
        { type: 'content_block_delta', index: 0, delta: null },
        { type: 'content_block_start', index: 3, content_block: null },
        delta(0, { type: 'text_delta', text: 'i' }),
        close(0),
        close(7),
        { type: 'message_delta', delta: null, usage: null },
        finish('end_turn'),
        stop,
      ) +
      sse(...text(0, 'late'));
    const { response, complete } = decodeStream(events);
    expect(complete).toBe(true);
    expect(response).toMatchObject({ text: 'Hi', finishReason: 'stop' });
  });

  it('begins with its start even when blocks come before it, and opens blocks that were not opened', () => {
    const { parts, response } = decodeStream(
      sse(
        delta(0, { type: 'text_delta', text: 'Hi' }),
        delta(1, { type: 'thinking_delta', thinking: 'h' }),
        delta(1, { type: 'signature_delta', signature: 's' }),
        delta(2, { type: 'input_json_delta', partial_json: '{}' }),
        delta(3, { type: 'unknown_delta' }),
        start,
        finish('end_turn'),
        stop,
      ),
    );
    expect(parts[0]?.type).toBe('start');
    expect(parts.filter(({ type }) => type === 'start')).toHaveLength(1);
    expect(response).toMatchObject({ text: 'Hi', reasoning: 'h', toolCalls: [{ id: 'id-1', name: '' }] });
  });

  it('may be no stream at all', () => {
    const whole = {
      ...(start.message as object),
      content: [
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 't', name: 'a', input: { x: 1 } },
      ],
      stop_reason: 'tool_use',
    };
    const { response, complete } = decodeStream(`data: ${JSON.stringify(whole)}\n\n`);
    expect(complete).toBe(true);
    expect(response).toMatchObject({ text: 'Hi', toolCalls: [{ input: { x: 1 } }], finishReason: 'tool-calls' });
  });

  it('tells of hosted tools while they run', () => {
    const { parts, response } = decodeStream(
      sse(
        start,
        open(0, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
        delta(0, { type: 'input_json_delta', partial_json: '{"query":"q"}' }),
        close(0),
        open(1, { type: 'web_search_tool_result', tool_use_id: 's1', content: [{ url: 'https://x.example' }] }),
        close(1),
        open(2, { type: 'mcp_tool_use', id: 's2', name: 'm', server_name: 'srv', input: {} }),
        delta(2, { type: 'input_json_delta', partial_json: '{"torn' }),
        close(2),
        open(3, { type: 'compaction', content: '' }),
        delta(3, { type: 'compaction_delta', content: 'short' }),
        delta(3, { type: 'compaction_delta', content: 'er' }),
        close(3),
        finish('pause_turn'),
        stop,
      ),
    );
    expect(parts.filter(({ type }) => type === 'progress')).toEqual([
      { type: 'progress', activity: 'web_search' },
      { type: 'progress', activity: 'm' },
    ]);
    expect(response.message.content).toEqual([
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
        content: [{ type: 'json', value: [{ url: 'https://x.example' }] }],
        hosted: true,
        vendor: { origin, data: { type: 'web_search_tool_result' } },
      },
      {
        type: 'hosted-tool-call',
        id: 's2',
        name: 'm',
        input: '{"torn',
        vendor: { origin, data: { type: 'mcp_tool_use', server_name: 'srv' } },
      },
      { type: 'vendor', vendor: { origin, data: { type: 'compaction', content: 'shorter' } } },
    ]);
    expect(response).toMatchObject({ finishReason: 'other', rawFinishReason: 'pause_turn' });
  });
});

describe('folding a stream', () => {
  const citation = {
    type: 'char_location',
    cited_text: 'q',
    document_index: 0,
    document_title: null,
    start_char_index: 0,
    end_char_index: 4,
  };
  const blocks = [
    { type: 'thinking', thinking: 'hm', signature: 'sig' },
    { type: 'redacted_thinking', data: 'x==' },
    { type: 'thinking', thinking: '', signature: 'hidden' },
    { type: 'text', text: 'Hello', citations: [citation] },
    { type: 'text', text: '' },
    { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' } },
    {
      type: 'web_search_tool_result',
      tool_use_id: 's1',
      content: [{ type: 'web_search_result', url: 'https://x.example' }],
    },
    { type: 'tool_use', id: 't1', name: 'add', input: { a: 1 } },
    { type: 'tool_use', id: 't2', name: 'now', input: {} },
    { type: 'hologram', frames: [1, 2] },
  ];
  const closing = {
    stop_reason: 'tool_use',
    stop_sequence: null,
    stop_details: { category: null, explanation: 'because' },
    container: { id: 'c-1' },
  };
  const usage = { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 9, service_tier: 'standard' };
  const events = sse(
    start,
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'h' }),
    delta(0, { type: 'thinking_delta', thinking: 'm' }),
    delta(0, { type: 'signature_delta', signature: 'sig' }),
    close(0),
    open(1, blocks[1] as object),
    close(1),
    open(2, { type: 'thinking', thinking: '', signature: '' }),
    delta(2, { type: 'signature_delta', signature: 'hidden' }),
    close(2),
    open(3, { type: 'text', text: '', citations: [] }),
    delta(3, { type: 'text_delta', text: 'Hel' }),
    delta(3, { type: 'citations_delta', citation }),
    delta(3, { type: 'text_delta', text: 'lo' }),
    close(3),
    ...text(4),
    open(5, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
    delta(5, { type: 'input_json_delta', partial_json: '{"query":"q"}' }),
    close(5),
    open(6, blocks[6] as object),
    close(6),
    open(7, { type: 'tool_use', id: 't1', name: 'add', input: {} }),
    delta(7, { type: 'input_json_delta', partial_json: '{"a":1}' }),
    close(7),
    open(8, { type: 'tool_use', id: 't2', name: 'now', input: {} }),
    close(8),
    open(9, blocks[9] as object),
    close(9),
    { type: 'message_delta', delta: closing, usage: { output_tokens: 9 } },
    stop,
  );
  const whole = { ...(start.message as object), content: blocks, ...closing, usage };

  it('gives what the complete reply of the same answer gives', () => {
    const complete = decodeChat(jsonReply(whole), plainAnswer, codecContext());
    const { response } = decodeStream(events);
    expect(response).toEqual({ ...complete, meta: { provider: '', timings: {}, attempts: [], ...complete.meta } });
  });

  it('does not depend on how the bytes were cut', () => {
    const expected = decodeStream(events);
    for (let size = 1; size < 40; size++) expect(decodeStream(events, { size }).parts).toEqual(expected.parts);
    expect(decodeStream(events.replaceAll('\n', '\r\n'), { size: 3 }).parts).toEqual(expected.parts);
  });
});
