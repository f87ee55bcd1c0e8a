import { describe, expect, it } from 'vitest';
import { resultPart } from './result-content.ts';

const contentOf = (output: unknown) => resultPart({ id: '1', name: 'list' }, output).content;

describe('the content of a tool result', () => {
  it.each([
    [[{ type: 'text', text: 'a' }]],
    [[{ type: 'image', source: { url: 'https://x.example/a.png' } }]],
    [[{ type: 'file', source: { data: new Uint8Array([1]), mediaType: 'application/pdf' } }]],
    [[{ type: 'json', value: null }]],
  ])('keeps the parts %o', (parts) => {
    expect(contentOf(parts)).toEqual(parts);
  });

  it.each([
    [
      [
        { type: 'file', path: 'a.txt' },
        { type: 'image', path: 'b.png' },
      ],
    ],
    [[{ type: 'text', value: 3 }]],
    [[{ type: 'json' }]],
    [[{ type: 'vendor', vendor: 'acme' }]],
    [[]],
    [{ type: 'text', text: 'a' }],
  ])('is JSON for data that only look like parts: %o', (output) => {
    expect(contentOf(output)).toEqual([{ type: 'json', value: output }]);
  });
});
