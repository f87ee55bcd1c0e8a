import { expect, it } from 'vitest';
import { decodeCitation, encodeCitation } from './citations.ts';

it.each([
  [
    {
      type: 'char_location',
      cited_text: 'q',
      document_index: 1,
      document_title: 'T',
      start_char_index: 3,
      end_char_index: 9,
      file_id: 'f',
    },
    { title: 'T', quote: 'q', documentIndex: 1, documentId: 'f', location: { unit: 'character', start: 3, end: 9 } },
  ],
  [
    { type: 'content_block_location', cited_text: 'q', document_index: 0, start_block_index: 0, end_block_index: 1 },
    { quote: 'q', documentIndex: 0, location: { unit: 'block', start: 0, end: 1 } },
  ],
  [
    { type: 'web_search_result_location', url: 'https://x.example', title: 'X', cited_text: 'q', encrypted_index: 'e' },
    { url: 'https://x.example', title: 'X', quote: 'q' },
  ],
  [
    {
      type: 'search_result_location',
      source: 'kb-7',
      title: 'S',
      cited_text: 'q',
      search_result_index: 2,
      start_block_index: 0,
      end_block_index: 1,
    },
    { documentId: 'kb-7', title: 'S', quote: 'q', documentIndex: 2, location: { unit: 'block', start: 0, end: 1 } },
  ],
  [
    { type: 'search_result_location', source: 'https://kb.example', search_result_index: 0 },
    { url: 'https://kb.example', documentIndex: 0 },
  ],
  [{ type: 'not_known_yet', where: 'there' }, {}],
])('a citation of the wire is read, and written as it was (%#)', (raw, expected) => {
  const citation = decodeCitation(raw);
  expect(citation).toEqual({ ...expected, raw });
  if (raw.type.endsWith('_location')) expect(citation && encodeCitation(citation)).toBe(raw);
});

it('a citation that is none is left out', () => {
  expect(decodeCitation('x')).toBeUndefined();
});

it('citations of other vendors are written as those of the wire', () => {
  expect(encodeCitation({ url: 'https://x.example', quote: 'q' })).toEqual({
    type: 'web_search_result_location',
    url: 'https://x.example',
    title: null,
    cited_text: 'q',
    encrypted_index: '',
  });
  expect(encodeCitation({ title: 'T', documentId: 'f', location: { unit: 'page', start: 1, end: 2 } })).toEqual({
    type: 'page_location',
    cited_text: '',
    document_index: 0,
    document_title: 'T',
    start_page_number: 1,
    end_page_number: 2,
    file_id: 'f',
  });
  expect(encodeCitation({ documentIndex: 3, location: { unit: 'block', start: 1, end: 2 } })).toMatchObject({
    type: 'content_block_location',
    document_index: 3,
  });
  expect(encodeCitation({})).toMatchObject({ type: 'char_location', start_char_index: 0, end_char_index: 0 });
});
