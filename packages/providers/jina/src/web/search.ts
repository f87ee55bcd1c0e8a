// jinaSearch: results of a web search, each with its page as text.
import { KitError, type OperationDeclaration, type Transformer, type Usage } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import type { JinaSearchResult } from '../own/operations.ts';
import { outputUsage } from '../usage.ts';
import { given, headersAndFields, jinaOptions } from '../vendor-options.ts';

const transformer: Transformer<'jinaSearch'> = {
  encode(request, context) {
    const { query, limit, page, site, country, language, location, content = true } = request;
    if (typeof query !== 'string' || query === '')
      throw new KitError('invalid-request', 'jinaSearch: `query` is required: a non-empty string.', { field: 'query' });
    const own = headersAndFields(jinaOptions(request.vendor, context));
    const value = given({ q: query, gl: country, hl: language, location, num: limit, page, ...own.fields });
    return {
      wire: {
        headers: {
          ...(site !== undefined && { 'x-site': site }),
          ...(!content && { 'x-respond-with': 'no-content' }),
          ...own.headers,
        },
        body: { type: 'json', value },
      },
      warnings: [],
      state: undefined,
    };
  },
  decode(reply, _state, { provider }) {
    const body = recordOf(reply.json());
    if (!body || !Array.isArray(body.data))
      throw new KitError('invalid-response', 'The reply holds no results.', { provider });
    const rows = body.data.filter(isRecord);
    const usage = outputUsage(recordOf(recordOf(body.meta)?.usage)) ?? summed(rows);
    return { results: rows.map(resultOf), ...(usage && { usage }) };
  },
};

const tokensOf = ({ usage }: JsonRecord) => numberOf(recordOf(usage)?.tokens);

function resultOf(row: JsonRecord): JinaSearchResult {
  const title = stringOf(row.title);
  const description = stringOf(row.description);
  const text = stringOf(row.content);
  const tokens = tokensOf(row);
  return {
    url: stringOf(row.url) ?? '',
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(text !== undefined && { text }),
    ...(tokens !== undefined && { tokens }),
  };
}

function summed(rows: readonly JsonRecord[]): Usage | undefined {
  const counted = rows.map(tokensOf).filter((tokens) => tokens !== undefined);
  if (counted.length === 0) return undefined;
  return { state: 'reported', outputTokens: counted.reduce((sum, tokens) => sum + tokens, 0) };
}

export function searchOperation(baseURL: string): OperationDeclaration<'jinaSearch'> {
  return { endpoint: { path: '/', baseURL, headers: { accept: 'application/json' } }, transformer };
}
