// Citations: where in a document, a search result or on the web the words come from.
import type { Citation, JsonValue } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export function citationOf(raw: JsonRecord): Citation {
  const title = stringOf(raw.title);
  const quote = arrayOf(raw.sourceContent)
    .map((piece) => stringOf(recordOf(piece)?.text) ?? '')
    .join('');
  return {
    ...locationOf(recordOf(raw.location) ?? {}, stringOf(raw.source)),
    ...(title !== undefined && { title }),
    ...(quote !== '' && { quote }),
    raw: raw as JsonValue,
  };
}

const units = { documentPage: 'page', documentChar: 'character', documentChunk: 'block' } as const;

/** The location is an object with one member, which says its kind. */
function locationOf(location: JsonRecord, source: string | undefined): Citation {
  const url = stringOf(recordOf(location.web)?.url) ?? (source?.includes('://') ? source : undefined);
  const linked = url === undefined ? {} : { url };
  for (const [kind, unit] of Object.entries(units)) {
    const place = recordOf(location[kind]);
    if (!place) continue;
    const documentIndex = numberOf(place.documentIndex);
    const start = numberOf(place.start);
    const end = numberOf(place.end);
    return {
      ...linked,
      ...(documentIndex !== undefined && { documentIndex }),
      ...(start !== undefined && end !== undefined && { location: { unit, start, end } }),
    };
  }
  const result = recordOf(location.searchResultLocation);
  const documentIndex = numberOf(result?.searchResultIndex);
  return { ...linked, ...(documentIndex !== undefined && { documentIndex }) };
}
