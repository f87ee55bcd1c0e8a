import { describe, expect, it } from 'vitest';
import { decodeChat } from '../testing/codec-context.ts';

const answer = (parts: object[], groundingMetadata: object, more: object = {}) =>
  decodeChat({ candidates: [{ content: { parts }, finishReason: 'STOP', groundingMetadata, ...more }] });
const web = (name: string) => ({ web: { uri: `https://${name}.example`, title: name } });
const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('grounding', () => {
  it('turns bytes into UTF-16 offsets', () => {
    const text = 'Zürich 🏔 ist schön. Genf auch.';
    const words = 'Genf auch.';
    const startIndex = bytes(text.slice(0, text.indexOf(words)));
    const { citations } = answer([{ text }], {
      groundingChunks: [web('a'), web('b')],
      groundingSupports: [
        { segment: { startIndex, endIndex: bytes(text), text: words }, groundingChunkIndices: [1, 0] },
      ],
    });
    expect(citations.map(({ url, start, end }) => [url, text.slice(start, end)])).toEqual([
      ['https://b.example', words],
      ['https://a.example', words],
    ]);
    expect(citations[0]?.raw).toEqual(web('b'));
  });

  it('finds the part that a segment belongs to', () => {
    const parts = [
      { text: 'Thinking…', thought: true },
      { text: 'Ä first. ' },
      { text: 'Second.', thoughtSignature: 's' },
    ];
    const over = (segment: object) => {
      const { message } = answer(parts, {
        groundingChunks: [web('a')],
        groundingSupports: [{ segment, groundingChunkIndices: [0] }],
      });
      return (message.content as unknown as { type: string; citations?: { start?: number; end?: number }[] }[]).flatMap(
        (part, at) => (part.citations ?? []).map(({ start, end }) => [at, start, end]),
      );
    };
    // Counted over the whole text, over the part, and wrongly: the words decide.
    expect(over({ startIndex: 10, endIndex: 17, text: 'Second.' })).toEqual([[2, 0, 7]]);
    expect(over({ partIndex: 2, endIndex: 7, text: 'Second.' })).toEqual([[2, 0, 7]]);
    expect(over({ startIndex: 3, endIndex: 5, text: 'Second.' })).toEqual([[2, 0, 7]]);
    expect(over({ text: 'first' })).toEqual([[1, 2, 7]]);
    expect(over({ startIndex: 1, endIndex: 2, text: 'nowhere' })).toEqual([[2, undefined, undefined]]);
  });

  it('without places still names its sources', () => {
    expect(
      answer([{ text: 'Rain.' }], {
        groundingChunks: [
          web('a'),
          { retrievedContext: { title: 'T', text: 'quoted', documentName: 'doc/1', uri: 'gs://x' } },
          { maps: { uri: 'https://maps.example' } },
        ],
      }).citations,
    ).toMatchObject([
      { url: 'https://a.example', title: 'a' },
      { title: 'T', quote: 'quoted', documentId: 'doc/1', url: 'gs://x' },
      { url: 'https://maps.example' },
    ]);
  });

  it('of an answer without words stays with the message', () => {
    const grounding = { groundingChunks: [web('a')], webSearchQueries: ['q'] };
    const response = answer([{ inlineData: { mimeType: 'image/png', data: '' } }], grounding);
    expect(response.citations).toEqual([]);
    expect(response.message.vendor?.data).toEqual({ groundingMetadata: grounding });
  });
});

describe('recited sources', () => {
  it('are citations', () => {
    const citationMetadata = {
      citations: [{ startIndex: 1, endIndex: 4, uri: 'https://a.example', title: 'A', license: 'mit' }],
      citationSources: [{ endIndex: 99, uri: 'https://b.example' }],
    };
    expect(answer([{ text: 'abcdef' }], {}, { citationMetadata }).citations).toMatchObject([
      { url: 'https://a.example', title: 'A', start: 1, end: 4, raw: { license: 'mit' } },
      { url: 'https://b.example' },
    ]);
  });
});
