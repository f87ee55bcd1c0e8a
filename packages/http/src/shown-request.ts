// What a declared operation sends, for handled operations that run one and want to show it.
import type { CodecContext, Operation, OperationDeclaration, RequestOf, Warning, WireRequest } from '@kit/core';

/**
 * The request that the declaration would send, unsent: `inspect: ({ request }, codec) => shownRequest(embed, request, codec)`.
 * A host of the endpoint's own (`baseURL`) is for the caller to add.
 */
export async function shownRequest<K extends Operation>(
  declaration: OperationDeclaration<K>,
  request: RequestOf<K>,
  codec: CodecContext,
): Promise<{ readonly wire: WireRequest; readonly warnings: readonly Warning[] }> {
  if ('load' in declaration) return shownRequest(await declaration.load(), request, codec);
  const { method, path, query, headers } = declaration.endpoint;
  const transformer = 'transformer' in declaration ? declaration.transformer : declaration.streamTransformer;
  const { wire, warnings } = transformer.encode(request, codec);
  const place = typeof path === 'string' ? path : path(request);
  return {
    wire: { ...(method && { method }), path: place, ...(query && { query }), ...(headers && { headers }), ...wire },
    warnings,
  };
}
