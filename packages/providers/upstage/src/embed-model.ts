// Embeddings: what the vectors are for decides which of two models makes them.
import type { EmbedRequest, JsonObject, OperationDeclaration } from '@kit/core';
import { rewrittenOperation } from '@kit/http';
import { isRecord } from '@kit/wire';

const suffixes: Readonly<Record<string, string>> = { query: 'query', document: 'passage' };

/** Other purposes there are none: they get the warning that says so. */
export const isPurpose = (inputType: string): boolean => Object.hasOwn(suffixes, inputType);

/** The declaration, with `-query` or `-passage` behind the model's name. */
export function withPurpose(declaration: OperationDeclaration<'embed'>): OperationDeclaration<'embed'> {
  return rewrittenOperation(declaration, (wire, request) => {
    if (wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
    const value = { ...(wire.body.value as JsonObject), model: modelFor(request) };
    return { ...wire, body: { type: 'json', value } };
  });
}

function modelFor({ model = '', inputType }: EmbedRequest): string {
  const [, family = model, given] = /^(.+?)-(query|passage)$/.exec(model) ?? [];
  const wanted = inputType !== undefined && isPurpose(inputType) ? suffixes[inputType] : undefined;
  return `${family}-${wanted ?? given ?? 'passage'}`;
}
