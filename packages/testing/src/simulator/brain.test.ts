import { assistant, type ChatRequest, type FunctionTool, system, toolResult, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { type BrainAnswer, defaultBrain } from './brain.ts';

const weather: FunctionTool = {
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const time: FunctionTool = { name: 'get_time' };
const think = (request: ChatRequest) => defaultBrain(request, {} as never) as BrainAnswer;

describe('the default brain', () => {
  it('repeats what was said', () => {
    expect(think({ messages: [system('Be kind.'), user('Hi')] })).toEqual({ text: 'You said: Hi' });
    const parts = [
      { type: 'text', text: 'Look:' },
      { type: 'image', source: { url: 'https://example.com/a.png' } },
    ] as const;
    expect(think({ messages: [user(parts)] })).toEqual({ text: 'You said: Look: [image]' });
  });

  it('calls the tool that the user names, the one that is required, or the first', () => {
    const called = (request: Partial<ChatRequest>, said = 'Hi') =>
      think({ messages: [user(said)], tools: [weather, time], ...request }).toolCalls?.map(({ name }) => name);
    expect(called({}, 'Use get_time please')).toEqual(['get_time']);
    expect(called({}, 'get_time and get_weather')).toEqual(['get_weather', 'get_time']);
    expect(called({ parallelToolCalls: false }, 'get_time and get_weather')).toEqual(['get_weather']);
    expect(called({ toolChoice: { name: 'get_time' } })).toEqual(['get_time']);
    expect(called({})).toEqual(['get_weather']);
    expect(called({ toolChoice: 'none' })).toBeUndefined();
    expect(called({ tools: [{ type: 'hosted', name: 'web_search' }] })).toBeUndefined();
  });

  it('gives a tool what its schema wants', () => {
    const inParis = think({ messages: [user('What is the weather in Paris? Use the tool.')], tools: [weather] });
    expect(inParis.toolCalls).toEqual([{ name: 'get_weather', input: { city: 'Paris' } }]);
    expect(think({ messages: [user('Hi')], tools: [weather] }).toolCalls).toEqual([
      { name: 'get_weather', input: { city: 'city' } },
    ]);
  });

  it('reports what the tools said', () => {
    const call = { type: 'tool-call', id: 'c1', name: 'get_weather', arguments: '{}' } as const;
    const messages = [
      user('Hi'),
      assistant([call]),
      toolResult({ id: 'c1' }, 'sunny'),
      toolResult({ id: 'c2' }, { sun: true }, { isError: true }),
    ];
    expect(think({ messages, tools: [weather] })).toEqual({
      text: 'get_weather says: sunny\nc2 (failed) says: {"sun":true}',
    });
  });

  it('answers the schema that is wanted', () => {
    const schema = { type: 'object', properties: { a: { const: 1 } } };
    expect(think({ messages: [user('Hi')], output: { type: 'json-schema', schema } })).toEqual({ text: '{"a":1}' });
    expect(think({ messages: [user('Hi')], output: { type: 'json' } })).toEqual({ text: '{"answer":"Hi"}' });
  });

  it('thinks where it is asked to', () => {
    expect(think({ messages: [user('Hi')], reasoning: { effort: 'high' } }).reasoning).toMatch(/^The user wants/);
    expect(think({ messages: [user('Hi')], reasoning: { effort: 'none' } }).reasoning).toBeUndefined();
    expect(think({ messages: [user('Hi')], reasoning: { budgetTokens: 100 } }).reasoning).toBeDefined();
  });
});
