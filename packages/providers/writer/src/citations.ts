// The sources of an answer: those of knowledge graphs and of the web search, in fields of the message.
import type { Citation, JsonValue } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export function messageCitations({ graph_data: graphData, web_search_data: webData }: JsonRecord): Citation[] {
  const graph = recordOf(graphData);
  const references = recordOf(graph?.references);
  const told = [
    ...arrayOf(graph?.sources),
    ...arrayOf(references?.files),
    ...arrayOf(references?.web),
    ...arrayOf(recordOf(webData)?.sources),
  ];
  return told.flatMap((source) => citationOf(recordOf(source)));
}

function citationOf(source: JsonRecord | undefined): Citation[] {
  if (!source) return [];
  const documentId = stringOf(source.file_id) ?? stringOf(source.fileId);
  const url = stringOf(source.url);
  if (documentId === undefined && url === undefined) return [];
  const title = stringOf(source.title);
  const quote = stringOf(source.snippet) ?? stringOf(source.text);
  const page = numberOf(source.page);
  return [
    {
      ...(url !== undefined && { url }),
      ...(title !== undefined && { title }),
      ...(quote && { quote }),
      ...(documentId !== undefined && { documentId }),
      ...(page !== undefined && { location: { unit: 'page', start: page, end: page } }),
      raw: source as JsonValue,
    },
  ];
}
