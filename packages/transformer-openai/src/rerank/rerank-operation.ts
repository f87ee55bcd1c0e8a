// The operation `rerank` of servers that imitate Cohere's or Jina's, as a declaration for a provider.
import type { OperationDeclaration } from '@kit/core';
import type { RerankWire } from './rerank-wire.ts';

/** `POST /rerank` in Cohere's spelling, or as `wire` says. It is loaded with its first call. */
export function rerankOperation(wire: RerankWire = {}): OperationDeclaration<'rerank'> {
  const { path = '/rerank', baseURL } = wire;
  return {
    load: async () => {
      const { rerankTransformer } = await import('./rerank.ts');
      return { endpoint: { path, ...(baseURL && { baseURL }) }, transformer: rerankTransformer(wire) };
    },
  };
}
