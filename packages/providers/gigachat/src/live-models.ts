// The models that the account may use.
import type { Model, ModelKind, OperationDeclaration, Transformer } from '@kit/core';
import { type JsonRecord, stringOf } from '@kit/wire';

const kinds: Readonly<Record<string, ModelKind>> = { chat: 'chat', embedder: 'embedding', aicheck: 'moderation' };

function kindOf(row: JsonRecord): Partial<Model> {
  const type = stringOf(row.type);
  return type === undefined ? {} : { kind: Object.hasOwn(kinds, type) ? (kinds[type] as ModelKind) : type };
}

export const modelsOperation: OperationDeclaration<'models'> = {
  load: async () => {
    const { modelsTransformer } = await import('@kit/transformer-openai/media');
    return {
      endpoint: { method: 'GET', path: '/models' },
      transformer: modelsTransformer({ row: kindOf }) as Transformer<'models'>,
    };
  },
};
