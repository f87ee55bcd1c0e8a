// Sources of an answer. The vendor counts UTF-8 bytes of the answer's text; unified offsets count UTF-16 units of a part.
import type { Citation, JsonValue } from '@kit/core';
import { arrayOf, indexAtByteOffset, type JsonRecord, numberOf, recordOf, stringOf, utf8Length } from '@kit/wire';

/** A text part of the answer, by its block index. */
export interface TextBlock {
  readonly index: number;
  readonly text: string;
}

export interface PlacedCitation {
  readonly citation: Citation;
  /** Block that it belongs to; undefined where the place is not known. */
  readonly index: number | undefined;
}

export function citationsOf(
  grounding: JsonRecord | undefined,
  citationMetadata: JsonRecord | undefined,
  blocks: readonly TextBlock[],
): PlacedCitation[] {
  return [...groundingCitations(grounding, blocks), ...sourceCitations(citationMetadata, blocks)];
}

function groundingCitations(grounding: JsonRecord | undefined, blocks: readonly TextBlock[]): PlacedCitation[] {
  const chunks = arrayOf(grounding?.groundingChunks);
  if (chunks.length === 0) return [];
  const supports = arrayOf(grounding?.groundingSupports);
  // An answer that was grounded as a whole: its sources without places.
  if (supports.length === 0) return chunks.map((chunk) => ({ citation: sourceOf(chunk), index: undefined }));
  return supports.flatMap((support) => {
    const record = recordOf(support);
    const segment = recordOf(record?.segment);
    const place = placeOf(segment, stringOf(segment?.text), blocks);
    return arrayOf(record?.groundingChunkIndices).flatMap((at) => {
      const chunk = typeof at === 'number' ? chunks[at] : undefined;
      return chunk === undefined ? [] : [{ citation: { ...sourceOf(chunk), ...place?.range }, index: place?.index }];
    });
  });
}

/** What the model recited: `citationMetadata.citations`, `citationSources` in older replies. */
function sourceCitations(metadata: JsonRecord | undefined, blocks: readonly TextBlock[]): PlacedCitation[] {
  const sources = [...arrayOf(metadata?.citations), ...arrayOf(metadata?.citationSources)];
  return sources.flatMap((source) => {
    const record = recordOf(source);
    if (!record) return [];
    const place = placeOf(record, undefined, blocks);
    const url = stringOf(record.uri);
    const title = stringOf(record.title);
    const citation = {
      ...(url !== undefined && { url }),
      ...(title !== undefined && { title }),
      ...place?.range,
      raw: record as JsonValue,
    };
    return [{ citation, index: place?.index }];
  });
}

function sourceOf(chunk: unknown): Citation {
  const record = recordOf(chunk) ?? {};
  const source =
    recordOf(record.web) ?? recordOf(record.retrievedContext) ?? recordOf(record.maps) ?? recordOf(record.image) ?? {};
  const url = stringOf(source.uri) ?? stringOf(source.sourceUri);
  const title = stringOf(source.title);
  const quote = stringOf(source.text);
  const documentId = stringOf(source.documentName);
  return {
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(quote !== undefined && { quote }),
    ...(documentId !== undefined && { documentId }),
    raw: record as JsonValue,
  };
}

interface Place {
  readonly index: number;
  readonly range: { readonly start: number; readonly end: number };
}

/**
 * Where a segment lies. The bytes are counted over the whole text or over one part of it, as the model pleases: the
 * segment's own words, where it repeats them, decide.
 */
function placeOf(
  segment: JsonRecord | undefined,
  words: string | undefined,
  blocks: readonly TextBlock[],
): Place | undefined {
  if (!segment || blocks.length === 0) return undefined;
  // Proto JSON leaves out zeros.
  const start = numberOf(segment.startIndex) ?? 0;
  const end = numberOf(segment.endIndex);
  if (end === undefined) return words === undefined ? undefined : search(words, blocks);
  let before = 0;
  for (const block of blocks) {
    for (const offset of before === 0 ? [0] : [before, 0]) {
      const place = within(block, start - offset, end - offset, words);
      if (place) return place;
    }
    before += utf8Length(block.text);
  }
  return words === undefined ? undefined : search(words, blocks);
}

function within(block: TextBlock, startByte: number, endByte: number, words: string | undefined): Place | undefined {
  if (startByte < 0 || endByte < startByte) return undefined;
  const start = indexAtByteOffset(block.text, startByte);
  const end = indexAtByteOffset(block.text, endByte);
  if (words === undefined)
    return start < block.text.length && utf8Length(block.text) >= endByte
      ? { index: block.index, range: { start, end } }
      : undefined;
  return block.text.slice(start, end) === words ? { index: block.index, range: { start, end } } : undefined;
}

function search(words: string, blocks: readonly TextBlock[]): Place | undefined {
  if (words === '') return undefined;
  for (const { index, text } of blocks) {
    const start = text.indexOf(words);
    if (start >= 0) return { index, range: { start, end: start + words.length } };
  }
  return undefined;
}
