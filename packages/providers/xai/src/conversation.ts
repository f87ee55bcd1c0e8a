// The prompt cache of chat completions: what has the same `x-grok-conv-id` goes to the same cache.
import type { JsonObject, OperationDeclaration } from '@kit/core';
import { rewrittenOperation } from '@kit/http';
import { isRecord } from '@kit/wire';

/** The declaration, with the cache's key as a header: this wire has no field for it. */
export function withConversation<K extends 'chat' | 'stream'>(
  declaration: OperationDeclaration<K>,
): OperationDeclaration<K> {
  return rewrittenOperation(declaration, (wire) => {
    if (wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
    const { prompt_cache_key: key, ...value } = wire.body.value as JsonObject;
    if (typeof key !== 'string') return wire;
    return { ...wire, headers: { ...wire.headers, 'x-grok-conv-id': key }, body: { type: 'json', value } };
  });
}
