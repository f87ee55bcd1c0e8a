// Labels of requests to Claude: where Gemini has a field of the body, they are a header here.
import type { ChatRequest, CodecContext, Encoded, JsonObject, OperationDeclaration } from '@kit/core';
import { bytesToBase64 } from '@kit/wire';

type Chat = 'chat' | 'stream';
type Encode = (request: ChatRequest, context: CodecContext) => Encoded<unknown>;

/** The same operation, with `metadata` as labels; `user_id` is the one that Anthropic's wire has a place for. */
export function labelled<K extends Chat>(declaration: OperationDeclaration<K>): OperationDeclaration<K> {
  if ('load' in declaration) {
    const { load } = declaration;
    return { load: async () => labelled(await load()) };
  }
  const { endpoint } = declaration;
  if ('transformer' in declaration) return { endpoint, transformer: labelling(declaration.transformer) };
  return { endpoint, streamTransformer: labelling(declaration.streamTransformer) };
}

function labelling<T extends object>(transformer: T): T {
  const inner = transformer as T & { readonly encode: Encode };
  const encode: Encode = (request, context) => {
    const { user_id: user, ...labels } = request.metadata ?? {};
    if (Object.keys(labels).length === 0) return inner.encode(request, context);
    const { metadata: _, ...rest } = request;
    const encoded = inner.encode(user === undefined ? rest : { ...rest, metadata: { user_id: user } }, context);
    const headers = { ...encoded.wire.headers, 'x-vertex-ai-labels': headerOf(labels) };
    return { ...encoded, wire: { ...encoded.wire, headers } };
  };
  // Transformers may be classes, whose members a copy would lose.
  return Object.assign(Object.create(transformer) as T, { encode });
}

const headerOf = (labels: JsonObject) => bytesToBase64(new TextEncoder().encode(JSON.stringify(labels)));
