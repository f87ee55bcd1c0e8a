// LM Studio: what its lists of models tell beyond their ids.
import type { Model, ModelKind } from '@kit/core';
import { arrayOf, type JsonRecord, stringOf } from '@kit/wire';

const kinds: Readonly<Record<string, ModelKind>> = {
  llm: 'chat',
  vlm: 'chat',
  embeddings: 'embedding',
  embedding: 'embedding',
};

/** Rows of `/api/v0/models` and of newer `/v1/models` have kind and state. */
export function lmStudioModel(row: JsonRecord): Partial<Model> {
  const type = stringOf(row.type);
  const kind = type !== undefined && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  const status = stringOf(row.state);
  const ownedBy = stringOf(row.publisher);
  const capabilities = arrayOf(row.capabilities).filter((word): word is string => typeof word === 'string');
  return {
    ...(kind !== undefined && { kind }),
    ...(type === 'vlm' && { input: ['text', 'image'] }),
    ...(status !== undefined && { status }),
    ...(ownedBy !== undefined && { ownedBy }),
    ...(capabilities.length > 0 && { capabilities }),
  };
}
