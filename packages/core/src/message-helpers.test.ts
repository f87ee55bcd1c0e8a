import { expect, it } from 'vitest';
import { assistant, file, image, system, text, toolResult, user } from './message-helpers.ts';
import { checkRequest } from './requests.ts';

it('writes messages of every role', () => {
  const messages = [
    system('Be brief.'),
    user([text('Look:'), image('https://x/y.png', { detail: 'low' }), file({ fileId: 'f' }, { name: 'a.pdf' })]),
    assistant('A cat.'),
  ];
  expect(messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'image', source: { url: 'https://x/y.png' }, detail: 'low' },
        { type: 'file', source: { fileId: 'f' }, name: 'a.pdf' },
      ],
    },
    { role: 'assistant', content: 'A cat.' },
  ]);
  expect(() => checkRequest('chat', { messages })).not.toThrow();
});

const call = { id: 'c1', name: 'weather' };

it.each([
  ['a text', '21 °C', '21 °C'],
  ['parts', [text('21 °C')], [text('21 °C')]],
  ['an object', { degrees: 21 }, [{ type: 'json', value: { degrees: 21 } }]],
  ['a number', 21, [{ type: 'json', value: 21 }]],
  ['null', null, [{ type: 'json', value: null }]],
  ['an empty list', [], [{ type: 'json', value: [] }]],
  [
    'rows that are called like parts',
    [{ type: 'file', path: '/a' }],
    [{ type: 'json', value: [{ type: 'file', path: '/a' }] }],
  ],
  ['a list of values', [1, { type: 'text' }], [{ type: 'json', value: [1, { type: 'text' }] }]],
])('answers a tool call with %s', (_kind, output, content) => {
  const message = toolResult(call, output);
  expect(message).toEqual({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'weather', content }],
  });
  expect(() => checkRequest('chat', { messages: [message] })).not.toThrow();
});

it('tells the model that a tool failed', () => {
  expect(toolResult({ id: 'c1' }, 'No such city.', { isError: true }).content).toEqual([
    { type: 'tool-result', toolCallId: 'c1', content: 'No such city.', isError: true },
  ]);
});
