// Searching the web without an answer written about it.
import {
  type JsonObject,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type Result,
  type Transformer,
  type VendorOptions,
  vendorOptions,
} from '@kit/core';
import { isRecord, recordOf, stringOf } from '@kit/wire';

declare module '@kit/core' {
  interface Operations {
    /** Pages of the web that speak of something. */
    perplexitySearch: { request: SearchRequest; result: SearchResponse };
  }
}

export interface SearchRequest {
  /** One question, or several that are asked at once. */
  readonly query: string | readonly string[];
  readonly maxResults?: number;
  /** How much of a page its snippet may be. */
  readonly maxTokensPerPage?: number;
  /** Only these; with a minus before them, all but these. */
  readonly domains?: readonly string[];
  /** ISO 3166-1: `US`. */
  readonly country?: string;
  readonly vendor?: VendorOptions;
}

export interface SearchResponse extends Result {
  readonly results: readonly SearchResult[];
}

export interface SearchResult {
  readonly url: string;
  readonly title?: string;
  readonly snippet?: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  readonly lastUpdated?: string;
}

const searching: Transformer<'perplexitySearch', undefined> = {
  encode({ query, maxResults, maxTokensPerPage, domains, country, vendor }, context) {
    if (query === undefined || query.length === 0)
      throw new KitError('invalid-request', 'perplexitySearch: `query` is required.', { field: 'query' });
    const value = {
      query: query as JsonValue,
      ...(maxResults !== undefined && { max_results: maxResults }),
      ...(maxTokensPerPage !== undefined && { max_tokens_per_page: maxTokensPerPage }),
      ...(domains && { search_domain_filter: domains }),
      ...(country !== undefined && { country }),
      ...vendorOptions(vendor, context, 'perplexity'),
    };
    return { wire: { body: { type: 'json', value: value as JsonObject } }, warnings: [], state: undefined };
  },
  decode(reply, _state, { provider }) {
    const body = recordOf(reply.json());
    if (!body || !Array.isArray(body.results))
      throw new KitError('invalid-response', 'The reply holds no results.', { provider });
    const responseId = stringOf(body.id);
    return {
      // Several questions are answered with a list for each.
      results: body.results.flat().filter(isRecord).flatMap(resultOf),
      usage: { state: 'reported', units: { searches: 1 } },
      meta: { ...(responseId !== undefined && { responseId }) },
    };
  },
};

function resultOf(row: Readonly<Record<string, unknown>>): SearchResult[] {
  const url = stringOf(row.url);
  if (url === undefined) return [];
  const title = stringOf(row.title);
  const snippet = stringOf(row.snippet);
  const date = stringOf(row.date);
  const lastUpdated = stringOf(row.last_updated);
  return [
    {
      url,
      ...(title !== undefined && { title }),
      ...(snippet !== undefined && { snippet }),
      ...(date !== undefined && { date }),
      ...(lastUpdated !== undefined && { lastUpdated }),
    },
  ];
}

export const searchDeclaration: OperationDeclaration<'perplexitySearch'> = {
  endpoint: { path: '/search' },
  transformer: searching as Transformer<'perplexitySearch'>,
};
