import type { Warning } from '@kit/core';
import { expect, test } from 'vitest';
import { conversationText } from './conversation-text.ts';

test('a conversation is its texts, calls and results; pictures are told of', () => {
  const warnings: Warning[] = [];
  const text = conversationText(
    [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image', source: { url: 'https://example.com/a.png' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'clock', arguments: '{"zone":"Rome"}' }] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c', content: 'Noon' }] },
    ],
    warnings,
  );
  expect(text).toBe('Be brief.\nWhat?\n{"zone":"Rome"}\nNoon');
  expect(warnings.map(({ feature }) => feature)).toEqual(['messages[1].content[1]']);
});
