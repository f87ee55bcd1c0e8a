// The list of models: GET /models.
import type { CodecContext, Decoded, Model, ModelsResponse, Transformer, WireReply } from '@kit/core';
import { KitError } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import type { ModelsDialect } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';

export function modelsTransformer(
  dialect: ModelsDialect = {},
): Transformer<'models', { readonly limit: number | undefined }> {
  return {
    encode: ({ limit } = {}) => ({ wire: { method: 'GET' }, warnings: [], state: { limit } }),
    decode: (reply, { limit }, context) => decodeModels(reply, limit, context, dialect),
  };
}

function decodeModels(
  reply: WireReply,
  limit: number | undefined,
  context: CodecContext,
  dialect: ModelsDialect,
): Decoded<ModelsResponse> {
  const body = reply.json();
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  const record = recordOf(body) ?? {};
  const rows = Array.isArray(body) ? body : (dialect.rows?.(record) ?? record.data ?? record.models);
  if (!Array.isArray(rows))
    throw new KitError('invalid-response', 'The reply holds no list of models.', { provider: context.provider });
  const models = rows.filter(isRecord).flatMap((row) => modelOf(row, context.provider, dialect));
  return { models: limit === undefined ? models : models.slice(0, limit), meta: {} };
}

function modelOf(row: JsonRecord, provider: string, { row: more }: ModelsDialect): Model[] {
  const id = stringOf(row.id) ?? stringOf(row.name) ?? stringOf(row.model);
  if (id === undefined) return [];
  const created = numberOf(row.created);
  const contextWindow =
    numberOf(row.context_length) ??
    numberOf(row.max_model_len) ??
    numberOf(row.context_window) ??
    numberOf(row.max_context_length);
  const maxOutput = numberOf(row.max_output_tokens) ?? numberOf(row.max_completion_tokens);
  const name = stringOf(row.display_name) ?? (row.id === undefined ? undefined : stringOf(row.name));
  const ownedBy = stringOf(row.owned_by);
  const deprecated = stringOf(row.shutdown_date) ?? stringOf(row.deprecation);
  return [
    {
      id,
      provider,
      ...(name !== undefined && { name }),
      ...(contextWindow !== undefined && { contextWindow }),
      ...(maxOutput !== undefined && { maxOutput }),
      ...(created !== undefined &&
        created > 0 &&
        created < 1e11 && { released: new Date(created * 1000).toISOString().slice(0, 10) }),
      ...(deprecated !== undefined && { deprecated }),
      ...(ownedBy !== undefined && { ownedBy }),
      ...more?.(row),
    },
  ];
}
