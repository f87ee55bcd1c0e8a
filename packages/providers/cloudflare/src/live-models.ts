// The live list of models, page by page; its first line is also what tells whether the token is good.
import type { Model, ModelKind } from '@kit/core';
import { collectPages, type HandledOperation, healthOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const path = '/models/search';
const pageSize = 100;

export const health = healthOperation({ ask: { method: 'GET', path, query: { per_page: '1', page: '1' } } });

export const modelsOperation: HandledOperation<'models'> = {
  inspect: () => pageRequest('1'),
  async handle(call, exchange) {
    const { limit } = call.request;
    let reply = await exchange.send(call, pageRequest('1'));
    let page = 1;
    const models = await collectPages<Model>(
      async (next) => {
        if (next !== undefined) reply = await exchange.send(call, pageRequest(next));
        const rows = arrayOf(recordOf(reply.json())?.result).filter(isRecord);
        const items = rows.flatMap((row) => modelOf(row, exchange.provider));
        page++;
        return { items, next: rows.length < pageSize ? undefined : String(page) };
      },
      limit === undefined ? {} : { limit },
    );
    return { models, meta: exchange.meta(call.context, reply), warnings: [] };
  },
};

const pageRequest = (page: string) => ({ method: 'GET', path, query: { per_page: String(pageSize), page } }) as const;

const kinds: Readonly<Record<string, ModelKind>> = {
  'Text Generation': 'chat',
  'Text Embeddings': 'embedding',
  'Text-to-Image': 'image',
  'Text-to-Speech': 'speech',
  'Automatic Speech Recognition': 'transcription',
};

/** `id` is a UUID; requests name the model. What else is known stands in a list of properties. */
function modelOf(row: JsonRecord, provider: string): Model[] {
  const id = stringOf(row.name);
  if (id === undefined) return [];
  const properties = new Map(
    arrayOf(row.properties).map((property) => [recordOf(property)?.property_id, recordOf(property)?.value]),
  );
  const kind = kinds[stringOf(recordOf(row.task)?.name) ?? ''];
  const contextWindow = numberOf(properties.get('context_window'));
  const description = stringOf(row.description);
  return [
    {
      id,
      provider,
      ...(kind && { kind }),
      ...(contextWindow !== undefined && { contextWindow }),
      ...(properties.get('function_calling') === 'true' && { capabilities: ['tools'] }),
      ...(description && { description }),
    },
  ];
}
