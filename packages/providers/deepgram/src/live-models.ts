// The vendor's list of models: each has an entry for every version and language.
import type { JsonValue, Model, ModelKind } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { pathWith } from './query.ts';
import { deepgramOptions } from './vendor-options.ts';

export const modelsOperation: ShownOperation<'models'> = {
  inspect: ({ request }, codec) => ({
    method: 'GET',
    path: pathWith('/models', deepgramOptions(request.vendor, codec)),
  }),
  async handle(call, exchange) {
    const { request, context } = call;
    const path = pathWith('/models', deepgramOptions(request.vendor, exchange.codec(call)));
    const reply = await exchange.send(call, { method: 'GET', path });
    const body = recordOf(reply.json()) ?? {};
    const models = [...modelsOf(body.stt, 'transcription'), ...modelsOf(body.tts, 'speech')];
    const shown = models.slice(0, request.limit).map((model) => ({ ...model, provider: exchange.provider }));
    return { models: shown, meta: exchange.meta(context, reply), warnings: [] };
  },
};

function modelsOf(rows: unknown, kind: ModelKind): Model[] {
  const byId = new Map<string, JsonRecord[]>();
  for (const row of arrayOf(rows).filter(isRecord)) {
    const id = stringOf(row.canonical_name) ?? stringOf(row.name);
    if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), row]);
  }
  return [...byId].map(([id, versions]) => modelOf(id, versions, kind));
}

function modelOf(id: string, versions: readonly JsonRecord[], kind: ModelKind): Model {
  const [first = {}] = versions;
  const name = stringOf(first.name);
  const family = stringOf(first.architecture);
  const texts = versions.flatMap(({ languages }) => arrayOf(languages)).filter((item) => typeof item === 'string');
  const languages = [...new Set(texts)];
  const isSpeech = kind === 'speech';
  const streams = isSpeech || versions.some(({ streaming }) => streaming === true);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(family !== undefined && { family }),
    kind,
    input: [isSpeech ? 'text' : 'audio'],
    output: [isSpeech ? 'audio' : 'text'],
    ...(streams && { capabilities: ['streaming'] }),
    ...(languages.length > 0 && { languages }),
    raw: versions as unknown as JsonValue,
  };
}
