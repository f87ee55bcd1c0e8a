// Labels of requests to Claude: where Gemini has a field of the body, they are a header here.
import type { ChatRequest, JsonObject, OperationDeclaration } from '@kit/core';
import { rewrittenOperation } from '@kit/http';
import { bytesToBase64 } from '@kit/wire';

/** The same operation, with `metadata` as labels; `user_id` is the one that Anthropic's wire has a place for. */
export const labelled = <K extends 'chat' | 'stream'>(declaration: OperationDeclaration<K>) =>
  rewrittenOperation(
    declaration,
    (wire, { metadata }) => {
      const labels = labelsOf(metadata);
      if (Object.keys(labels).length === 0) return wire;
      return { ...wire, headers: { ...wire.headers, 'x-vertex-ai-labels': headerOf(labels) } };
    },
    ({ metadata, ...request }) => {
      const user = metadata?.user_id;
      return user === undefined ? request : { ...request, metadata: { user_id: user } };
    },
  );

function labelsOf({ user_id: _, ...labels }: NonNullable<ChatRequest['metadata']> = {}): JsonObject {
  return labels;
}

const headerOf = (labels: JsonObject) => bytesToBase64(new TextEncoder().encode(JSON.stringify(labels)));
