// @kit/provider-perplexity: Perplexity, answers with their sources.
export type { AsyncJob, AsyncRequest } from './async-chat.ts';
export { type PerplexityOperation, type PerplexityOptions, perplexity } from './perplexity.ts';
export type { SearchRequest, SearchResponse, SearchResult } from './search.ts';
export type { PerplexityVendorOptions } from './vendor-options.ts';
