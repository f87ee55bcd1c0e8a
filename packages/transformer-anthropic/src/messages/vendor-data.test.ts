import { type AssistantPart, assistant, type Origin, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encoded } from '../../tests/encoded.ts';

const here: Origin = {
  wire: 'anthropic',
  provider: 'anthropic',
  endpoint: 'https://api.anthropic.com/v1',
  model: 'claude-sonnet-4-5',
};
const history = (...parts: AssistantPart[]) => [
  user('x'),
  assistant([...parts, { type: 'text', text: 'a' }]),
  user('y'),
];
const sent = (part: AssistantPart, options?: Parameters<typeof encoded>[1]) => {
  const { body, features } = encoded({ messages: history(part) }, options);
  return { blocks: body.messages[1].content.slice(0, -1) as unknown[], features };
};

const thought = (origin: Origin): AssistantPart => ({
  type: 'reasoning',
  text: 'hm',
  vendor: { origin, data: { signature: 'sig' } },
});

describe('opaque data of an answer', () => {
  it('goes back to where it came from, byte for byte', () => {
    expect(sent(thought(here))).toEqual({
      blocks: [{ type: 'thinking', thinking: 'hm', signature: 'sig' }],
      features: [],
    });
    const redacted = { type: 'redacted_thinking', data: 'opaque==' };
    expect(sent({ type: 'vendor', vendor: { origin: here, data: redacted } })).toEqual({
      blocks: [redacted],
      features: [],
    });
  });

  it('is valid wherever Claude is served', () => {
    expect(
      sent(
        thought({
          wire: 'anthropic',
          provider: 'bedrock',
          endpoint: 'https://bedrock.example',
          model: 'us.anthropic.claude-opus-4-5-v1:0',
        }),
      ).features,
    ).toEqual([]);
  });

  it("is dropped with a warning when it came over another wire or from another vendor's model", () => {
    expect(sent(thought({ wire: 'openai-responses', provider: 'openai' }))).toEqual({
      blocks: [],
      features: ['reasoning'],
    });
    expect(
      sent(
        thought({ wire: 'anthropic', provider: 'minimax', endpoint: 'https://api.minimax.io', model: 'MiniMax-M3' }),
      ),
    ).toEqual({ blocks: [], features: ['reasoning'] });
    expect(sent({ type: 'vendor', vendor: { origin: { wire: 'gemini' }, data: { type: 'x' } } })).toEqual({
      blocks: [],
      features: ['vendor parts'],
    });
    const hosted: AssistantPart = {
      type: 'hosted-tool-call',
      id: 's',
      name: 'web_search',
      vendor: { origin: { wire: 'openai-responses' }, data: {} },
    };
    expect(sent(hosted)).toEqual({ blocks: [], features: ['hosted tools'] });
    const result: AssistantPart = { type: 'tool-result', toolCallId: 's', content: 'x', hosted: true };
    expect(sent(result)).toEqual({ blocks: [], features: ['hosted tools'] });
  });

  it('stays at its endpoint where the vendor has models of its own', () => {
    const dialect = { tokens: 'endpoint' } as const;
    const context = { origin: { provider: 'minimax', endpoint: 'https://api.minimax.io', model: 'MiniMax-M3' } };
    const own = { wire: 'anthropic', ...context.origin };
    expect(sent(thought({ ...own, model: 'MiniMax-M2.7' }), { dialect, context }).features).toEqual([]);
    expect(sent(thought(here), { dialect, context }).features).toEqual(['reasoning']);
  });

  it('is missing from thoughts without a signature, which only some vendors want back', () => {
    const unsigned: AssistantPart = { type: 'reasoning', text: 'hm' };
    expect(sent(unsigned)).toEqual({ blocks: [], features: ['reasoning'] });
    expect(sent(unsigned, { dialect: { unsignedThinking: 'send' } })).toEqual({
      blocks: [{ type: 'thinking', thinking: 'hm' }],
      features: [],
    });
  });

  it('brings hosted tools and their results back as they were', () => {
    const call: AssistantPart = {
      type: 'hosted-tool-call',
      id: 's1',
      name: 'web_search',
      input: { query: 'q' },
      vendor: { origin: here, data: { type: 'server_tool_use', caller: { type: 'direct' } } },
    };
    const content = [{ type: 'web_search_result', encrypted_content: 'e' }];
    const result: AssistantPart = {
      type: 'tool-result',
      toolCallId: 's1',
      hosted: true,
      content: [{ type: 'json', value: content }],
      vendor: { origin: here, data: { type: 'web_search_tool_result' } },
    };
    const { body, warnings } = encoded({ messages: history(call, result) });
    expect(body.messages[1].content.slice(0, 2)).toEqual([
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' }, caller: { type: 'direct' } },
      { type: 'web_search_tool_result', tool_use_id: 's1', content },
    ]);
    expect(warnings).toEqual([]);
  });
});
