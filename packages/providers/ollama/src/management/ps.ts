// The models that are loaded.
import type { Transformer } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import type { RunningModel } from './operations.ts';

export const psTransformer: Transformer<'ps', undefined> = {
  encode: () => ({ wire: {}, warnings: [], state: undefined }),
  decode: (reply) => ({ models: arrayOf(recordOf(reply.json())?.models).filter(isRecord).map(runningModel) }),
};

function runningModel(row: JsonRecord): RunningModel {
  const bytes = numberOf(row.size);
  const vramBytes = numberOf(row.size_vram);
  const contextWindow = numberOf(row.context_length);
  const expires = stringOf(row.expires_at);
  const expiresAt = expires === undefined ? undefined : parseTimestamp(expires);
  const digest = stringOf(row.digest);
  return {
    id: stringOf(row.name) ?? stringOf(row.model) ?? '',
    ...(bytes !== undefined && { bytes }),
    ...(vramBytes !== undefined && { vramBytes }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(digest !== undefined && { digest }),
  };
}
