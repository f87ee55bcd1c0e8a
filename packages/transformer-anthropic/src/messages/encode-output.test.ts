import { describe, expect, it } from 'vitest';
import { codecContext, jsonReply } from '../../tests/codec-context.ts';
import { encoded } from '../../tests/encoded.ts';
import { decodeStream, sse } from '../../tests/stream-text.ts';
import { decodeChat } from './decode-response.ts';

const person = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
} as const;
const output = { type: 'json-schema', schema: person, description: 'A person.' } as const;
const older = 'claude-opus-4-0';
const tools = [{ name: 'look_up' }];

describe('a structured answer', () => {
  it('is a format of the request where the model has that', () => {
    const { body, warnings } = encoded({ output });
    expect(body.output_config).toEqual({
      format: { type: 'json_schema', schema: { ...person, description: 'A person.' } },
    });
    expect(warnings).toEqual([]);
  });

  it('says what its schema lost', () => {
    const schema = { ...person, properties: { name: { type: 'string', minLength: 2 } } };
    expect(encoded({ output: { ...output, schema } }).features).toEqual([expect.stringContaining('output.schema#')]);
  });

  it('that is no object is put into one and taken out again', () => {
    const { body, state } = encoded({
      output: { type: 'json-schema', schema: { type: 'array', items: { type: 'string' } } },
    });
    expect(body.output_config.format.schema.type).toBe('object');
    const [wrapper] = Object.keys(body.output_config.format.schema.properties as object);
    const message = {
      type: 'message',
      content: [{ type: 'text', text: JSON.stringify({ [String(wrapper)]: ['a'] }) }],
      stop_reason: 'end_turn',
    };
    expect(decodeChat(jsonReply(message), state, codecContext()).text).toBe('["a"]');
    const events = sse(
      { type: 'message_start', message: {} },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `{"${wrapper}":["a` } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '"]}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_stop' },
    );
    expect(decodeStream(events, { state }).response.text).toBe('["a"]');
    expect(state.unwrap?.('no JSON')).toBe('no JSON');
  });

  it('is a tool that older models must call, and the answer is its input', () => {
    const { body, state } = encoded({ model: older, output });
    expect(body.tools).toEqual([{ name: 'json', description: 'A person.', input_schema: person }]);
    expect(body.tool_choice).toEqual({ type: 'tool', name: 'json' });
    const message = {
      type: 'message',
      content: [{ type: 'tool_use', id: 't', name: 'json', input: { name: 'Ada' } }],
      stop_reason: 'tool_use',
    };
    const decoded = decodeChat(jsonReply(message), state, codecContext());
    expect(decoded).toMatchObject({
      text: '{"name":"Ada"}',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'tool_use',
    });
    const events = sse(
      { type: 'message_start', message: {} },
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'json', input: {} } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"name":' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"Ada"}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    );
    const { response, parts } = decodeStream(events, { state });
    expect(response).toMatchObject({ text: '{"name":"Ada"}', toolCalls: [], finishReason: 'stop' });
    expect(parts.filter(({ type }) => type === 'text')).toHaveLength(2);
  });

  it('through a tool is unwrapped too, whether it comes in pieces or whole', () => {
    const { body, state } = encoded({
      model: older,
      output: { type: 'json-schema', schema: { type: 'string', $defs: {} } },
    });
    expect(body.tools[0].input_schema).toMatchObject({ type: 'object', required: ['value'], $defs: {} });
    const start = {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 't', name: 'json', input: { value: 'x' } },
    };
    expect(
      decodeStream(sse({ type: 'message_start', message: {} }, start, { type: 'message_stop' }), { state }).response
        .text,
    ).toBe('"x"');
    const message = { type: 'message', content: [start.content_block], stop_reason: 'tool_use' };
    expect(decodeChat(jsonReply(message), state, codecContext()).text).toBe('"x"');
  });

  it('leaves older models their other tools, under a name that is free', () => {
    expect(encoded({ model: older, output, tools }).body).toMatchObject({ tool_choice: { type: 'any' } });
    expect(encoded({ model: older, output, tools, toolChoice: 'none' }).body).toMatchObject({
      tool_choice: { type: 'tool', name: 'json' },
    });
    expect(encoded({ model: older, output, tools: [{ name: 'json' }] }).state.answerTool).toBe('json_2');
  });

  it('is asked for in words where the model cannot be forced', () => {
    const { body, features } = encoded({ model: older, output, reasoning: { budgetTokens: 2000 } });
    expect(body).toMatchObject({ tool_choice: { type: 'auto' }, system: expect.stringContaining('"json"') as string });
    expect(features).toEqual(['toolChoice']);
  });

  it('without a schema is asked for in words, after what the system prompt says', () => {
    const { body, features } = encoded({
      output: { type: 'json' },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
    });
    expect(body.system).toMatch(/^Be brief\.\n\nAnswer with a single JSON value/);
    expect(features).toEqual(['output']);
    const blocks = encoded({
      output: { type: 'json' },
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'A' }] },
        { role: 'user', content: 'Hi' },
      ],
    });
    expect(blocks.body.system).toHaveLength(2);
  });

  it('is plain text when that is asked for', () => {
    expect(encoded({ output: { type: 'text' } }).body).not.toHaveProperty('output_config');
  });
});
