// The region's live list: foundation models, and the inference profiles that lead to them.
import { isKitError, type JsonValue, type Model, type WireRequest } from '@kit/core';
import type { Exchange, HandledOperation, ShownOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { foundationModel } from './model-id.ts';

type ModelsCall = Parameters<HandledOperation<'models'>['handle']>[0];

const foundation: WireRequest = { method: 'GET', path: '/foundation-models' };

export const modelsOperation: ShownOperation<'models'> = {
  inspect: () => foundation,
  async handle(call, exchange) {
    const { limit } = call.request;
    const reply = await exchange.send(call, foundation);
    const models = arrayOf(recordOf(reply.json())?.modelSummaries)
      .filter(isRecord)
      .map(decodeModel)
      .filter((model) => model !== undefined);
    const { profiles, warnings } =
      limit !== undefined && models.length >= limit ? none : await profilesOf(call, exchange);
    const byId = new Map(models.map((model) => [model.id, model]));
    const all = [...models, ...profiles.map((row) => decodeProfile(row, byId)).filter((model) => model !== undefined)];
    return {
      models: all.slice(0, limit).map((model) => ({ ...model, provider: exchange.provider })),
      meta: exchange.meta(call.context, reply),
      warnings,
    };
  },
};

const none = { profiles: [] as JsonRecord[], warnings: [] };

/** All pages. Who may not list profiles gets the models without them. */
async function profilesOf(call: ModelsCall, exchange: Exchange) {
  const profiles: JsonRecord[] = [];
  let nextToken: string | undefined;
  try {
    for (;;) {
      const query = { maxResults: '1000', nextToken };
      const reply = await exchange.send(call, { method: 'GET', path: '/inference-profiles', query });
      const body = recordOf(reply.json());
      const page = arrayOf(body?.inferenceProfileSummaries).filter(isRecord);
      profiles.push(...page);
      const next = stringOf(body?.nextToken);
      if (!next || next === nextToken || page.length === 0) return { profiles, warnings: [] };
      nextToken = next;
    }
  } catch (error) {
    if (!isKitError(error, 'permission', 'not-found')) throw error;
    const detail = `Inference profiles could not be listed: ${error.message}`;
    return { profiles, warnings: [{ feature: 'inferenceProfiles', detail }] };
  }
}

function decodeModel(row: JsonRecord): Model | undefined {
  const id = stringOf(row.modelId);
  if (id === undefined) return undefined;
  const name = stringOf(row.modelName);
  const status = stringOf(recordOf(row.modelLifecycle)?.status);
  const input = wordsOf(row.inputModalities);
  const output = wordsOf(row.outputModalities);
  return {
    id,
    ...(name !== undefined && { name }),
    kind: kindOf(id, output),
    ...(input.length > 0 && { input }),
    ...(output.length > 0 && { output }),
    ...(row.responseStreamingSupported === true && { capabilities: ['streaming'] }),
    ...(status === 'LEGACY' && { status: 'deprecated' }),
    raw: row as JsonValue,
  };
}

/** A profile is called like a model, and is what its model is. */
function decodeProfile(row: JsonRecord, models: ReadonlyMap<string, Model>): Model | undefined {
  const arn = stringOf(row.inferenceProfileArn);
  const id = row.type === 'APPLICATION' ? arn : (stringOf(row.inferenceProfileId) ?? arn);
  if (id === undefined) return undefined;
  const name = stringOf(row.inferenceProfileName);
  const target = stringOf(recordOf(arrayOf(row.models)[0])?.modelArn);
  const { raw: _, ...model } = models.get(foundationModel(target ?? id)) ?? { id };
  return { ...model, id, ...(name !== undefined && { name }), raw: row as JsonValue };
}

const wordsOf = (value: unknown): string[] =>
  arrayOf(value).flatMap((word) => (typeof word === 'string' ? word.toLowerCase() : []));

function kindOf(id: string, output: readonly string[]): Model['kind'] {
  if (id.includes('rerank')) return 'rerank';
  if (output.includes('embedding')) return 'embedding';
  if (output.includes('text')) return 'chat';
  if (output.includes('image')) return 'image';
  return output.includes('video') ? 'video' : output[0];
}
