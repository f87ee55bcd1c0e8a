import { foldChat, KitError, type StreamPart } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { decodeStream } from '../../tests/stream-text.ts';
import { messagesFace } from './index.ts';

function events(parts: readonly StreamPart[]): { name: string; data: Record<string, unknown> }[] {
  const encoder = messagesFace.streamEncoder({ model: 'claude', messages: [] });
  const text = encoder.parts(parts) + encoder.end();
  return text
    .trimEnd()
    .split('\n\n')
    .map((event) => {
      const [name, data] = event.split('\n') as [string, string];
      return {
        name: name.slice('event: '.length),
        data: JSON.parse(data.slice('data: '.length)) as Record<string, unknown>,
      };
    });
}
const names = (parts: readonly StreamPart[]) =>
  events(parts).map(({ name, data }) => (data.index === undefined ? name : `${name} ${data.index}`));
const finish: StreamPart = { type: 'finish', finishReason: 'stop' };

describe('a stream for clients of the wire', () => {
  it('is made of named events, usage at both ends', () => {
    expect(
      events([
        { type: 'start', responseId: 'r1', model: 'gpt-6' },
        { type: 'usage', usage: { state: 'partial', inputTokens: 5 } },
        { type: 'text', text: 'Hi', index: 0 },
        { type: 'choice-end', finishReason: 'length', rawFinishReason: 'max_tokens' },
        {
          type: 'finish',
          finishReason: 'length',
          rawFinishReason: 'max_tokens',
          usage: { state: 'reported', inputTokens: 5, outputTokens: 2 },
        },
      ]),
    ).toEqual([
      {
        name: 'message_start',
        data: {
          type: 'message_start',
          message: {
            id: 'r1',
            type: 'message',
            role: 'assistant',
            model: 'gpt-6',
            content: [],
            stop_reason: null,
            stop_sequence: null,
            usage: {
              input_tokens: 5,
              cache_creation_input_tokens: null,
              cache_read_input_tokens: null,
              output_tokens: 0,
            },
          },
        },
      },
      {
        name: 'content_block_start',
        data: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      },
      {
        name: 'content_block_delta',
        data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      },
      { name: 'content_block_stop', data: { type: 'content_block_stop', index: 0 } },
      {
        name: 'message_delta',
        data: {
          type: 'message_delta',
          delta: { stop_reason: 'max_tokens', stop_sequence: null },
          usage: {
            input_tokens: 5,
            cache_creation_input_tokens: null,
            cache_read_input_tokens: null,
            output_tokens: 2,
          },
        },
      },
      { name: 'message_stop', data: { type: 'message_stop' } },
    ]);
  });

  it('closes one block of text before the next, and keeps parallel calls open side by side', () => {
    expect(
      names([
        { type: 'reasoning', text: 'hm', index: 0 },
        { type: 'text', text: 'a', index: 1 },
        { type: 'text', text: '', index: 2 },
        { type: 'tool-call-start', id: 'x', name: 'a', index: 3 },
        { type: 'tool-call-start', id: 'y', name: 'b', index: 4 },
        { type: 'tool-call-delta', id: 'x', delta: '{', index: 3 },
        { type: 'tool-call-delta', id: 'y', delta: '{}', index: 4 },
        { type: 'tool-call-delta', id: 'x', delta: '}', index: 3 },
        { type: 'tool-call', id: 'x', name: 'a', arguments: '{}', input: {}, index: 3 },
        { type: 'tool-call', id: 'y', name: 'b', arguments: '{}', input: {}, index: 4 },
        { type: 'tool-call', id: 'z', name: 'c', arguments: '{"q":1}', input: { q: 1 } },
        finish,
      ]),
    ).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_delta 0',
      'content_block_stop 0',
      'content_block_start 1',
      'content_block_delta 1',
      'content_block_stop 1',
      'content_block_start 2',
      'content_block_start 3',
      'content_block_delta 2',
      'content_block_delta 3',
      'content_block_delta 2',
      'content_block_stop 2',
      'content_block_stop 3',
      'content_block_start 4',
      'content_block_delta 4',
      'content_block_stop 4',
      'message_delta',
      'message_stop',
    ]);
  });

  it('ends a call that was never completed, and an answer without a word', () => {
    expect(names([{ type: 'tool-call-start', id: 'x', name: 'a' }, finish])).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_stop 0',
      'message_delta',
      'message_stop',
    ]);
    expect(names([])).toEqual(['message_start', 'message_stop']);
  });

  it('pings while nothing is said, leaves out other choices, and ignores what it does not know', () => {
    expect(
      names([
        { type: 'progress', activity: 'x' },
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b', choice: 1 },
        { type: 'progress', activity: 'x' },
        { type: 'warning', warning: { feature: 'f', detail: 'd' } },
        { type: 'tool-call-delta', id: 'nobody', delta: '{' },
        finish,
      ]),
    ).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_delta 0',
      'ping',
      'content_block_stop 0',
      'message_delta',
      'message_stop',
    ]);
  });

  it("carries another vendor's tokens behind their blocks", () => {
    const vendor = { origin: { wire: 'gemini' }, data: { thoughtSignature: 's' } };
    const told = events([
      { type: 'text', text: 'a', index: 0 },
      { type: 'block-end', index: 0, vendor },
      { type: 'reasoning', text: 'h', index: 1 },
      { type: 'block-end', index: 1, vendor },
      { type: 'tool-call', id: 'x', name: 'a', arguments: '{}', vendor, index: 2 },
      { type: 'block-end', index: 9, vendor },
      finish,
    ]);
    const starts = told
      .filter(({ name }) => name === 'content_block_start')
      .map(({ data }) => (data.content_block as { type: string }).type);
    expect(starts).toEqual([
      'text',
      'redacted_thinking',
      'thinking',
      'tool_use',
      'redacted_thinking',
      'redacted_thinking',
    ]);
    expect(JSON.stringify(told)).toContain('signature_delta');
  });

  it('may fail after it began', () => {
    const encoder = messagesFace.streamEncoder({ messages: [] });
    encoder.parts([{ type: 'text', text: 'a' }]);
    expect(encoder.error(new KitError('overloaded', 'Sorry.'))).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Sorry."}}\n\n',
    );
  });

  it('is decoded again as what it was', () => {
    const origin = { wire: 'anthropic' };
    const citation = {
      quote: 'q',
      documentIndex: 0,
      location: { unit: 'character' as const, start: 0, end: 1 },
      raw: { type: 'char_location', cited_text: 'q', document_index: 0, start_char_index: 0, end_char_index: 1 },
    };
    const parts: StreamPart[] = [
      { type: 'start', responseId: 'r1', model: 'm' },
      { type: 'reasoning', text: '', index: 0 },
      { type: 'reasoning', text: 'hm', index: 0 },
      { type: 'block-end', index: 0, vendor: { origin, data: { signature: 's' } } },
      { type: 'vendor', vendor: { origin, data: { type: 'redacted_thinking', data: 'x' } }, index: 1 },
      { type: 'text', text: 'a', index: 2 },
      { type: 'citation', citation, index: 2 },
      { type: 'block-end', index: 2, vendor: { origin, data: { citations: [citation.raw] } } },
      {
        type: 'hosted-tool-call',
        id: 's',
        name: 'web_search',
        input: { q: 1 },
        vendor: { origin, data: { type: 'server_tool_use' } },
        index: 3,
      },
      {
        type: 'tool-result',
        hosted: true,
        toolCallId: 's',
        content: [{ type: 'json', value: [1] }],
        vendor: { origin, data: { type: 'web_search_tool_result' } },
        index: 4,
      },
      {
        type: 'choice-end',
        finishReason: 'content-filter',
        rawFinishReason: 'refusal',
        vendor: { origin, data: { stop_details: { category: 'cyber' }, context_management: { applied_edits: [] } } },
      },
      {
        type: 'finish',
        finishReason: 'content-filter',
        rawFinishReason: 'refusal',
        usage: { state: 'reported', inputTokens: 1, outputTokens: 1 },
      },
    ];
    const encoder = messagesFace.streamEncoder({ messages: [] });
    const { response } = decodeStream(encoder.parts(parts) + encoder.end());
    const fold = foldChat();
    fold.add(parts);
    const stamped = JSON.parse(
      JSON.stringify(response.choices).replaceAll(/"origin":\{[^}]*\}/g, '"origin":{"wire":"anthropic"}'),
    ) as unknown;
    expect(stamped).toEqual(JSON.parse(JSON.stringify(fold.result().choices)));
  });
});
