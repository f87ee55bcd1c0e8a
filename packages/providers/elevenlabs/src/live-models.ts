// The vendor's list of models: a bare array, of those that speak.
import type { JsonValue, Model, OperationDeclaration, Transformer } from '@kit/core';
import { KitError } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';

const transformer: Transformer<'models', number | undefined> = {
  encode: ({ limit }) => ({ wire: {}, warnings: [], state: limit }),
  decode(reply, limit, { provider }) {
    const body = reply.json();
    if (!Array.isArray(body))
      throw new KitError('invalid-response', 'The reply holds no list of models.', { provider });
    return {
      models: body
        .filter(isRecord)
        .flatMap((row) => modelOf(row, provider))
        .slice(0, limit),
    };
  },
};

function modelOf(row: JsonRecord, provider: string): Model[] {
  const id = stringOf(row.model_id);
  if (id === undefined) return [];
  const name = stringOf(row.name);
  const languages = arrayOf(row.languages).flatMap((one) => stringOf(recordOf(one)?.language_id) ?? []);
  const speaks = row.can_do_text_to_speech !== false;
  return [
    {
      id,
      provider,
      ...(name !== undefined && { name }),
      ...(speaks && { kind: 'speech', input: ['text'], output: ['audio'], capabilities: ['streaming'] }),
      ...(languages.length > 0 && { languages }),
      raw: row as JsonValue,
    },
  ];
}

export const modelsOperation: OperationDeclaration<'models'> = {
  endpoint: { method: 'GET', path: '/v1/models' },
  transformer: transformer as Transformer<'models'>,
};
