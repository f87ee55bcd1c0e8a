// @kit/provider-jina: Jina AI: embeddings, reranking, the web as text, deep search.
export { type JinaOperation, type JinaOptions, jina } from './jina.ts';
export type {
  JinaClassification,
  JinaClassifyRequest,
  JinaClassifyResponse,
  JinaReadRequest,
  JinaReadResponse,
  JinaSearchRequest,
  JinaSearchResponse,
  JinaSearchResult,
  JinaSegmentRequest,
  JinaSegmentResponse,
} from './own/operations.ts';
export type { JinaVendorOptions } from './vendor-options.ts';
