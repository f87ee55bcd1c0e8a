// The models that the server has: `GET /api/tags`.
import type { JsonValue, Model, Transformer } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export const modelsTransformer: Transformer<'models', number | undefined> = {
  encode: ({ limit }) => ({ wire: {}, warnings: [], state: limit }),
  decode(reply, limit, { provider }) {
    const body = recordOf(reply.json());
    // `data` is how the imitating routes, and some proxies, list models.
    const rows = [...arrayOf(body?.models), ...arrayOf(body?.data)].filter(isRecord);
    const models = rows.map((row) => modelOf(row, provider)).filter((model) => model !== undefined);
    return { models: models.slice(0, limit) };
  },
};

function modelOf(row: JsonRecord, provider: string): Model | undefined {
  const id = stringOf(row.name) ?? stringOf(row.model) ?? stringOf(row.id);
  if (id === undefined) return undefined;
  const details = recordOf(row.details);
  const family = stringOf(details?.family);
  const contextWindow = numberOf(details?.context_length);
  const bytes = numberOf(row.size);
  const told = arrayOf(row.capabilities).filter((name) => typeof name === 'string');
  const kind = kindOf(told);
  return {
    id,
    provider,
    ...(family && { family }),
    ...(kind !== undefined && { kind }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(told.length > 0 && { capabilities: capabilitiesOf(told) }),
    ...(bytes !== undefined && { bytes }),
    raw: row as JsonValue,
  };
}

export function kindOf(capabilities: readonly string[]): Model['kind'] | undefined {
  if (capabilities.includes('completion')) return 'chat';
  return capabilities.includes('embedding') ? 'embedding' : undefined;
}

/** The server's words for what kit has words of its own for. */
const names: Readonly<Record<string, string>> = { thinking: 'reasoning', insert: 'fill-in-the-middle' };

export function capabilitiesOf(capabilities: readonly string[]): string[] {
  return capabilities.map((name) => (Object.hasOwn(names, name) ? (names[name] as string) : name));
}
