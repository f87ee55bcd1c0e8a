import { expect, it } from 'vitest';
import { chatResponse } from './chat-response.ts';

const citation = { url: 'https://x' };

it('derives the shortcuts of every choice, and speaks of the first', () => {
  const call = { type: 'tool-call' as const, id: 'c', name: 'f', arguments: '{}', input: {} };
  const message = {
    role: 'assistant' as const,
    content: [
      { type: 'reasoning' as const, text: 'Hm. ' },
      { type: 'text' as const, text: 'One ', citations: [citation] },
      { type: 'hosted-tool-call' as const, id: 'h', name: 'search' },
      call,
      { type: 'reasoning' as const, text: 'Ah.' },
      { type: 'text' as const, text: 'two' },
    ],
  };
  const response = chatResponse({
    choices: [
      { message, finishReason: 'tool-calls', rawFinishReason: 'tool_use', logprobs: [{ token: 'One', logprob: -0.1 }] },
      { index: 3, message: { role: 'assistant', content: 'Other' }, finishReason: 'stop', logprobs: [] },
    ],
    usage: { state: 'reported', outputTokens: 5 },
    meta: { provider: 'p' },
  });
  expect(response).toMatchObject({
    text: 'One two',
    reasoning: 'Hm. Ah.',
    toolCalls: [call],
    message,
    finishReason: 'tool-calls',
    rawFinishReason: 'tool_use',
    citations: [citation],
    usage: { outputTokens: 5 },
    warnings: [],
    meta: { provider: 'p' },
  });
  expect(response.choices.map(({ index, text }) => [index, text])).toEqual([
    [0, 'One two'],
    [3, 'Other'],
  ]);
  expect(response.choices[0]?.logprobs).toHaveLength(1);
  expect('logprobs' in (response.choices[1] ?? {})).toBe(false);
});

it('has its shortcuts also without a choice', () => {
  expect(chatResponse({ choices: [] })).toEqual({
    text: '',
    reasoning: '',
    toolCalls: [],
    message: { role: 'assistant', content: [] },
    finishReason: 'other',
    citations: [],
    choices: [],
    warnings: [],
    meta: undefined,
  });
});
