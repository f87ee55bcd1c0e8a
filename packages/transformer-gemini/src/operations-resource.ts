// Long-running operations of Google's APIs: batches and videos are watched through them.
import type { CodecContext, JobState, JobStatus } from '@kit/core';
import { type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';

const states: Readonly<Record<string, JobState>> = {
  PENDING: 'queued',
  QUEUED: 'queued',
  RUNNING: 'running',
  CANCELLING: 'running',
  SUCCEEDED: 'succeeded',
  PARTIALLY_SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

/** Where an operation stands. `BATCH_STATE_…` and `JOB_STATE_…` are the same words. */
export function operationStatus(body: unknown, context: CodecContext): JobStatus {
  const operation = recordOf(body) ?? {};
  const metadata = recordOf(operation.metadata) ?? operation;
  const rawState = stringOf(metadata.state);
  const failure = recordOf(operation.error);
  const state = stateOf(operation, rawState, failure);
  const progress = numberOf(metadata.progressPercent);
  const createdAt = parseTimestamp(metadata.createTime);
  const endedAt = parseTimestamp(metadata.endTime);
  const counts = countsOf(recordOf(metadata.batchStats));
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(progress !== undefined && { progress: progress / 100 }),
    ...(counts && { counts }),
    ...(createdAt !== undefined && { createdAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(failure && { error: operationFailure(failure, context) }),
  };
}

function stateOf(operation: JsonRecord, rawState: string | undefined, failure: JsonRecord | undefined): JobState {
  const word = rawState?.replace(/^(?:BATCH|JOB)_STATE_/, '') ?? '';
  if (Object.hasOwn(states, word)) return states[word] as JobState;
  if (operation.done !== true) return 'running';
  // google.rpc code 1 is CANCELLED.
  if (failure) return numberOf(failure.code) === 1 ? 'cancelled' : 'failed';
  return 'succeeded';
}

function countsOf(stats: JsonRecord | undefined): JobStatus['counts'] {
  if (!stats) return undefined;
  const total = numberOf(stats.requestCount);
  const succeeded = numberOf(stats.successfulRequestCount);
  const failed = numberOf(stats.failedRequestCount);
  return {
    ...(total !== undefined && { total }),
    ...(succeeded !== undefined && { succeeded }),
    ...(failed !== undefined && { failed }),
  };
}

/** HTTP statuses and words of google.rpc codes: operations fail with these numbers. */
const rpcCodes: Readonly<Record<number, readonly [status: number, word: string]>> = {
  1: [499, 'CANCELLED'],
  3: [400, 'INVALID_ARGUMENT'],
  4: [504, 'DEADLINE_EXCEEDED'],
  5: [404, 'NOT_FOUND'],
  7: [403, 'PERMISSION_DENIED'],
  8: [429, 'RESOURCE_EXHAUSTED'],
  9: [400, 'FAILED_PRECONDITION'],
  11: [400, 'OUT_OF_RANGE'],
  12: [501, 'UNIMPLEMENTED'],
  13: [500, 'INTERNAL'],
  14: [503, 'UNAVAILABLE'],
  16: [401, 'UNAUTHENTICATED'],
};

export function operationFailure(failure: JsonRecord, context: CodecContext) {
  const code = numberOf(failure.code) ?? 13;
  const [status, word] = rpcCodes[code] ?? [code >= 400 ? code : 500, stringOf(failure.status) ?? 'INTERNAL'];
  return context.failure({ status, body: { error: { ...failure, code: status, status: word } } });
}
