import { assistant, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encoded } from '../../tests/encoded.ts';
import { hostedToolName } from './encode-tools.ts';

const add = {
  name: 'add',
  description: 'Adds.',
  parameters: { type: 'object', properties: { a: { type: 'number', minimum: 0 } } },
} as const;

describe('tools', () => {
  it('have name, description and schema', () => {
    const { body, warnings } = encoded({
      tools: [add, { name: 'now' }, { name: 'loose', parameters: { properties: {} } }],
    });
    expect(body.tools).toEqual([
      { name: 'add', description: 'Adds.', input_schema: add.parameters },
      { name: 'now', input_schema: { type: 'object', properties: {} } },
      { name: 'loose', input_schema: { type: 'object', properties: {} } },
    ]);
    expect(warnings).toEqual([]);
  });

  it("that are strict have a schema of the vendor's subset, and say what it lost", () => {
    const { body, features } = encoded({ tools: [{ ...add, strict: true }] });
    expect(body.tools[0]).toMatchObject({
      strict: true,
      input_schema: { type: 'object', additionalProperties: false },
    });
    expect(body.tools[0].input_schema.properties.a).not.toHaveProperty('minimum');
    expect(features).toEqual([expect.stringContaining('tools[0].parameters#')]);
  });

  it('bring what only this wire has', () => {
    const { body } = encoded({
      tools: [{ ...add, cache: { ttl: '1h' }, vendor: { anthropic: { defer_loading: true } } }],
    });
    expect(body.tools[0]).toMatchObject({ defer_loading: true, cache_control: { type: 'ephemeral', ttl: '1h' } });
  });

  it('of the vendor have their type and the name that goes with it', () => {
    const { body } = encoded({
      tools: [
        { type: 'hosted', name: 'web_search_20250305', options: { max_uses: 3 } },
        { type: 'hosted', name: 'mcp_toolset', options: { mcp_server_name: 's' } },
        { type: 'hosted', name: 'x_20260101', options: { name: 'mine' } },
      ],
    });
    expect(body.tools).toEqual([
      { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
      { type: 'mcp_toolset', mcp_server_name: 's' },
      { type: 'x_20260101', name: 'mine' },
    ]);
    expect(hostedToolName('text_editor_20250728')).toBe('str_replace_based_edit_tool');
    expect(hostedToolName('computer_20251124')).toBe('computer');
  });

  it('are named for a history of calls, and may not be called', () => {
    const messages = [
      user('x'),
      assistant([{ type: 'tool-call', id: 't', name: 'add', arguments: '{}' }]),
      toolResult({ id: 't' }, '1'),
      user('and now?'),
    ];
    const { body, features } = encoded({ messages });
    expect(body.tools).toMatchObject([{ name: 'add', input_schema: { type: 'object' } }]);
    expect(body.tool_choice).toEqual({ type: 'none' });
    expect(features).toEqual(['tools']);
  });
});

describe('the choice of a tool', () => {
  it.each([
    [{}, undefined],
    [{ toolChoice: 'auto' }, { type: 'auto' }],
    [{ toolChoice: 'none', parallelToolCalls: false }, { type: 'none' }],
    [{ toolChoice: 'required' }, { type: 'any' }],
    [{ toolChoice: { name: 'add' } }, { type: 'tool', name: 'add' }],
    [{ parallelToolCalls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [
      { toolChoice: 'required', parallelToolCalls: true },
      { type: 'any', disable_parallel_tool_use: false },
    ],
  ] as const)('%o is %o', (choice, expected) => {
    const { body, warnings } = encoded({ tools: [add], ...choice });
    expect(body.tool_choice).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  it("is the model's own while it thinks", () => {
    expect(encoded({ tools: [add], toolChoice: 'required', reasoning: { budgetTokens: 2000 } })).toMatchObject({
      body: { tool_choice: { type: 'auto' } },
      features: ['toolChoice'],
    });
  });

  it("is the model's own where it refuses to be forced", () => {
    expect(encoded({ model: 'claude-opus-5-5', tools: [add], toolChoice: { name: 'add' } })).toMatchObject({
      body: { tool_choice: { type: 'auto' } },
      features: ['toolChoice'],
    });
  });

  it('needs tools', () => {
    expect(encoded({ toolChoice: 'required' })).toMatchObject({ features: ['toolChoice'] });
    expect(encoded({ toolChoice: 'auto' }).body).not.toHaveProperty('tool_choice');
  });
});
