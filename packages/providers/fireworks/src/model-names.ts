// Names of models are paths; those of the vendor's own account may be said without it.
import type { CodecContext, Operation, OperationDeclaration, RequestOf } from '@kit/core';

/** `kimi-k2p6` → `accounts/fireworks/models/kimi-k2p6`. What has a slash, or names a deployment (`#`), is whole already. */
export function fullName(model: string): string {
  return /[/#]/.test(model) || model === '' ? model : `accounts/fireworks/models/${model}`;
}

/** The same operation, with the whole name of its model. */
export function withFullNames<K extends Operation>(declaration: OperationDeclaration<K>): OperationDeclaration<K> {
  if ('load' in declaration) return { load: async () => withFullNames(await declaration.load()) };
  const { endpoint } = declaration;
  if ('transformer' in declaration) return { endpoint, transformer: naming(declaration.transformer) };
  return { endpoint, streamTransformer: naming(declaration.streamTransformer) };
}

function naming<K extends Operation, T extends { encode(request: RequestOf<K>, context: CodecContext): unknown }>(
  transformer: T,
): T {
  const named: T = Object.create(transformer);
  const encode = (request: RequestOf<K>, context: CodecContext) => {
    const { model } = request as { model?: string };
    return transformer.encode(model === undefined ? request : { ...request, model: fullName(model) }, context);
  };
  return Object.assign(named, { encode });
}
