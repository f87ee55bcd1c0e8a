// Under `strict` nothing may be dropped: vendors that do not take a field are then left out of the routing.
import type { JsonObject, OperationDeclaration } from '@kit/core';
import { rewrittenOperation } from '@kit/http';
import { isRecord } from '@kit/wire';

/** The declaration, with `provider.require_parameters` for calls that are strict. */
export function demanding<K extends 'chat' | 'stream'>(declaration: OperationDeclaration<K>): OperationDeclaration<K> {
  return rewrittenOperation(declaration, (wire, _request, { context }) => {
    if (!context.strict || wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
    const value = wire.body.value as JsonObject;
    const provider = { require_parameters: true, ...(value.provider as JsonObject | undefined) };
    return { ...wire, body: { type: 'json', value: { ...value, provider } } };
  });
}
