// The key of a prompt cache is a header: requests of one session go to one machine, which has their prefix already.
import type { JsonObject, OperationDeclaration } from '@kit/core';
import { rewrittenOperation } from '@kit/http';

/** Stands in the body until the request is sent. */
export const sessionField = 'x-session-affinity';

export function withSessionAffinity<K extends 'chat' | 'stream'>(
  declaration: OperationDeclaration<K>,
): OperationDeclaration<K> {
  return rewrittenOperation(declaration, (wire) => {
    if (wire.body?.type !== 'json') return wire;
    const { [sessionField]: session, ...value } = wire.body.value as JsonObject;
    if (typeof session !== 'string') return wire;
    return { ...wire, headers: { ...wire.headers, [sessionField]: session }, body: { type: 'json', value } };
  });
}
