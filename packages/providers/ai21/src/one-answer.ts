// Several answers cannot be streamed: the request would be refused.
import type { JsonObject, OperationDeclaration } from '@kit/core';
import { rewrittenOperation } from '@kit/http';
import { isRecord } from '@kit/wire';

/** The declaration, for one answer at a time. */
export function oneAnswer(declaration: OperationDeclaration<'stream'>): OperationDeclaration<'stream'> {
  return rewrittenOperation(declaration, (wire, _request, { warnings }) => {
    if (wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
    const { n, ...value } = wire.body.value as JsonObject;
    if (n === undefined) return wire;
    warnings.push({ feature: 'n', detail: 'AI21 streams one answer at a time; one was asked for.' });
    return { ...wire, body: { type: 'json', value } };
  });
}
