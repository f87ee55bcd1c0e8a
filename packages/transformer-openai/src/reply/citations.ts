// Sources of an answer, as annotations and as the lists that search vendors put beside the choices.
import type { Citation, JsonValue } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

/** An annotation of either wire: `url_citation` (wrapped in chat, flat in responses), `file_citation`, `document_citation` … */
export function citationOf(value: unknown): Citation | undefined {
  const annotation = recordOf(value);
  if (!annotation) return undefined;
  const inner = recordOf(annotation.url_citation) ?? recordOf(annotation.file_citation) ?? annotation;
  const url = stringOf(inner.url);
  const documentId =
    stringOf(inner.file_id) ?? stringOf(inner.document_id) ?? stringOf(recordOf(annotation.file)?.hash);
  const title = stringOf(inner.title) ?? stringOf(inner.filename) ?? stringOf(recordOf(annotation.file)?.name);
  const quote = stringOf(inner.content) ?? stringOf(inner.quote);
  const start = numberOf(inner.start_index);
  const end = numberOf(inner.end_index);
  return {
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(quote !== undefined && quote !== '' && { quote }),
    ...(documentId !== undefined && { documentId }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    raw: annotation as JsonValue,
  };
}

/**
 * Sources listed beside the choices: Perplexity's `search_results` and `citations` (links that the text numbers),
 * xAI's `citations`, Zhipu's `web_search`, Hunyuan's `search_info`.
 */
export function listedCitations(body: JsonRecord): Citation[] {
  const results = [
    ...arrayOf(body.search_results),
    ...arrayOf(body.web_search),
    ...arrayOf(recordOf(body.search_info)?.search_results),
  ];
  const listed = results.map(searchResult).filter((citation) => citation !== undefined);
  if (listed.length > 0) return listed;
  return arrayOf(body.citations).flatMap((url) => (typeof url === 'string' ? [{ url }] : []));
}

function searchResult(value: unknown): Citation | undefined {
  const result = recordOf(value);
  const url = stringOf(result?.url) ?? stringOf(result?.link);
  if (!result || url === undefined) return undefined;
  const title = stringOf(result.title);
  const quote = stringOf(result.snippet) ?? stringOf(result.content) ?? stringOf(result.text);
  return { url, ...(title !== undefined && { title }), ...(quote && { quote }), raw: result as JsonValue };
}
