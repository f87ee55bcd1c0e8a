// A declaration whose requests are written a little differently: for what a dialect cannot say, because it concerns headers,
// paths, the call's strictness, or what a request means before it is written.
import type { CodecContext, Encoded, Operation, OperationDeclaration, RequestOf } from '@kit/core';

export type Encode<K extends Operation> = (request: RequestOf<K>, context: CodecContext) => Encoded<unknown>;

/** The declaration with `change` around its encoder: it may change the request, and what becomes of it. */
export function withEncode<K extends Operation>(
  declaration: OperationDeclaration<K>,
  change: (encode: Encode<K>) => Encode<K>,
): OperationDeclaration<K> {
  if ('load' in declaration) return { load: async () => withEncode(await declaration.load(), change) };
  if ('transformer' in declaration) {
    const { endpoint, transformer } = declaration;
    return { endpoint, transformer: { ...transformer, encode: change((...asked) => transformer.encode(...asked)) } };
  }
  const { endpoint, streamTransformer } = declaration;
  const encode = change((...asked) => streamTransformer.encode(...asked));
  return { endpoint, streamTransformer: { ...streamTransformer, encode } };
}
