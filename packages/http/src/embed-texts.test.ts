import { expect, it } from 'vitest';
import { embedTexts } from './embed-texts.ts';

it('takes texts, and texts in parts', () => {
  const parts = [
    { type: 'text' as const, text: 'b' },
    { type: 'text' as const, text: 'c' },
  ];
  expect(embedTexts({ input: 'a' })).toEqual(['a']);
  expect(embedTexts({ input: ['a', parts] })).toEqual(['a', 'b\nc']);
  const picture = [{ type: 'image' as const, source: { url: 'https://example.com/a.png' } }];
  expect(() => embedTexts({ input: ['a', picture] })).toThrow('`input[1]` has media');
});
