// The live list of models, page by page.
import type { Model, ModelKind } from '@kit/core';
import { collectPages, type HandledOperation, healthOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const path = '/foundation_model_specs';

/** The list needs no key, but with it goes a token, for which the key is needed. */
export const health = healthOperation({ ask: { method: 'GET', path, query: { limit: '1' } } });

export const modelsOperation: HandledOperation<'models'> = {
  inspect: () => pageRequest(undefined),
  async handle(call, exchange) {
    const { limit } = call.request;
    let reply = await exchange.send(call, pageRequest(undefined));
    const models = await collectPages<Model>(
      async (start) => {
        if (start !== undefined) reply = await exchange.send(call, pageRequest(start));
        const body = recordOf(reply.json());
        const items = arrayOf(body?.resources)
          .filter(isRecord)
          .flatMap((row) => modelOf(row, exchange.provider));
        return { items, next: startOf(body?.next) };
      },
      limit === undefined ? {} : { limit },
    );
    return { models, meta: exchange.meta(call.context, reply), warnings: [] };
  },
};

const pageRequest = (start: string | undefined) => ({ method: 'GET', path, query: { limit: '200', start } });

/** `next` is a link, of which only where to begin is taken. */
function startOf(next: unknown): string | undefined {
  const link = stringOf(recordOf(next)?.href) ?? stringOf(next);
  return link === undefined ? undefined : (/[?&]start=([^&]+)/.exec(link)?.[1] ?? undefined);
}

const kinds: readonly (readonly [string, ModelKind])[] = [
  ['text_chat', 'chat'],
  ['text_generation', 'chat'],
  ['embedding', 'embedding'],
  ['rerank', 'rerank'],
  ['audio_transcriptions', 'transcription'],
];

function modelOf(row: JsonRecord, provider: string): Model[] {
  const id = stringOf(row.model_id);
  if (id === undefined) return [];
  const functions = new Set(arrayOf(row.functions).map((one) => recordOf(one)?.id));
  const kind = kinds.find(([name]) => functions.has(name))?.[1];
  const limits = recordOf(row.model_limits);
  const contextWindow = numberOf(limits?.max_sequence_length);
  const maxOutput = numberOf(limits?.max_output_tokens);
  const stages = arrayOf(row.lifecycle).filter(isRecord);
  const status = stringOf(stages.at(-1)?.id);
  const withdrawn = stringOf(stages.find((stage) => stage.id === 'withdrawn')?.start_date);
  const name = stringOf(row.label);
  const ownedBy = stringOf(row.provider);
  return [
    {
      id,
      provider,
      ...(name !== undefined && { name }),
      ...(kind && { kind }),
      ...(contextWindow !== undefined && { contextWindow }),
      ...(maxOutput !== undefined && { maxOutput }),
      ...(status !== undefined && { status }),
      ...(withdrawn !== undefined && { deprecated: withdrawn }),
      ...(ownedBy !== undefined && { ownedBy }),
    },
  ];
}
