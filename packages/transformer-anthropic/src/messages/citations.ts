// Citations of the wire, by kind of location, and back.
import type { Citation, JsonValue } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, stringOf } from '@kit/wire';
import type { Block } from '../wire-names.ts';

type LocationUnit = NonNullable<Citation['location']>['unit'];

/** Where the ends of a location stand, by citation type. */
const locations: Readonly<Record<string, readonly [unit: LocationUnit, start: string, end: string]>> = {
  char_location: ['character', 'start_char_index', 'end_char_index'],
  page_location: ['page', 'start_page_number', 'end_page_number'],
  content_block_location: ['block', 'start_block_index', 'end_block_index'],
  search_result_location: ['block', 'start_block_index', 'end_block_index'],
};

export function decodeCitation(raw: unknown): Citation | undefined {
  if (!isRecord(raw)) return undefined;
  const source = stringOf(raw.source);
  const url = stringOf(raw.url) ?? (source !== undefined && /^https?:/i.test(source) ? source : undefined);
  const documentId = stringOf(raw.file_id) ?? (url === undefined ? source : undefined);
  const title = stringOf(raw.title) ?? stringOf(raw.document_title);
  const quote = stringOf(raw.cited_text);
  const documentIndex = numberOf(raw.document_index) ?? numberOf(raw.search_result_index);
  const location = decodeLocation(raw);
  return {
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(quote !== undefined && { quote }),
    ...(documentId !== undefined && { documentId }),
    ...(documentIndex !== undefined && { documentIndex }),
    ...(location && { location }),
    raw: raw as JsonValue,
  };
}

export function decodeCitations(raw: unknown): Citation[] {
  return arrayOf(raw)
    .map(decodeCitation)
    .filter((citation) => citation !== undefined);
}

function decodeLocation(raw: JsonRecord): Citation['location'] {
  const known = locations[stringOf(raw.type) ?? ''];
  if (!known) return undefined;
  const [unit, from, to] = known;
  const start = numberOf(raw[from]);
  const end = numberOf(raw[to]);
  return start === undefined || end === undefined ? undefined : { unit, start, end };
}

/** A citation for clients of this wire: the vendor's own object where it is one of this wire's. */
export function encodeCitation(citation: Citation): Block {
  const { raw, url, title, quote = '', documentIndex = 0, documentId, location } = citation;
  if (isRecord(raw) && typeof raw.type === 'string' && raw.type.endsWith('_location')) return raw as Block;
  if (url !== undefined)
    return { type: 'web_search_result_location', url, title: title ?? null, cited_text: quote, encrypted_index: '' };
  const type =
    location?.unit === 'page'
      ? 'page_location'
      : location?.unit === 'block'
        ? 'content_block_location'
        : 'char_location';
  const [, from, to] = locations[type] as readonly [LocationUnit, string, string];
  return {
    type,
    cited_text: quote,
    document_index: documentIndex,
    document_title: title ?? null,
    [from]: location?.start ?? 0,
    [to]: location?.end ?? 0,
    ...(documentId !== undefined && { file_id: documentId }),
  };
}
