// Citations: a span of the answer, and each source that supports it.
import type { Citation, JsonValue } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

/** One citation for each source of the span, or one without a source. `text` is the block so far. */
export function citationsOf(raw: JsonRecord, text: string, documentIds: readonly string[]): Citation[] {
  const span = { ...spanOf(raw, text), raw: raw as JsonValue };
  const sources = arrayOf(raw.sources)
    .map(recordOf)
    .filter((source) => source !== undefined);
  if (sources.length === 0) return [span];
  return sources.map((source) => ({ ...sourceOf(source, documentIds), ...span }));
}

/** Offsets as the vendor counts: by code points, where text beyond the basic plane makes that visible. */
function spanOf(raw: JsonRecord, text: string): Pick<Citation, 'start' | 'end'> {
  const start = numberOf(raw.start);
  const end = numberOf(raw.end);
  if (start === undefined || end === undefined) return {};
  const words = stringOf(raw.text);
  if (words === undefined || text.slice(start, end) === words) return { start, end };
  const points = [...text];
  if (points.slice(start, end).join('') !== words) return { start, end };
  const before = points.slice(0, start).join('').length;
  return { start: before, end: before + words.length };
}

/** A document of the request, or what a tool gave; `id` of the latter is the call's id and a number, or its own. */
function sourceOf(source: JsonRecord, documentIds: readonly string[]): Citation {
  const fields = recordOf(source.document) ?? recordOf(source.tool_output);
  const documentId = stringOf(source.id);
  const documentIndex = source.type === 'document' && documentId !== undefined ? documentIds.indexOf(documentId) : -1;
  const url = stringOf(fields?.url);
  const title = stringOf(fields?.title);
  const quote = stringOf(fields?.text) ?? stringOf(fields?.snippet) ?? stringOf(fields?.content);
  return {
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(quote !== undefined && { quote }),
    ...(documentId !== undefined && { documentId }),
    ...(documentIndex >= 0 && { documentIndex }),
  };
}
