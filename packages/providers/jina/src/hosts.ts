// Where each operation lives: five hosts, one key.

export interface JinaHosts {
  /** Embeddings, reranking, classification. Alone, it stands in for all the others too. */
  readonly baseURL: string;
  /** `parse`, `jinaRead`. */
  readonly readerURL: string;
  /** `jinaSearch`. */
  readonly searchURL: string;
  /** `chat`, `stream`. */
  readonly deepSearchURL: string;
  /** `jinaSegment`, `countTokens`. */
  readonly segmenterURL: string;
}

type Chosen = { readonly [Host in keyof JinaHosts]?: string | undefined } & { readonly region?: 'eu' | undefined };

export function jinaHosts({ baseURL, region, ...chosen }: Chosen): JinaHosts {
  const place = region === 'eu' ? 'eu.' : '';
  return {
    baseURL: baseURL ?? 'https://api.jina.ai/v1',
    readerURL: chosen.readerURL ?? baseURL ?? `https://${place}r.jina.ai`,
    searchURL: chosen.searchURL ?? baseURL ?? `https://${place}s.jina.ai`,
    deepSearchURL: chosen.deepSearchURL ?? baseURL ?? 'https://deepsearch.jina.ai/v1',
    segmenterURL: chosen.segmenterURL ?? baseURL ?? 'https://segment.jina.ai',
  };
}
