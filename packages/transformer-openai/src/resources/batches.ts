// Batches as OpenAI's wire writes them: JSON lines in, a job to watch, JSON lines out.
import { type JobState, type JobStatus, type JsonObject, type JsonValue, KitError } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseJson, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { readOpenaiFailure } from '../errors.ts';

/** One line of the input file. */
export function batchLine(id: string, url: string, body: JsonValue): string {
  return JSON.stringify({ custom_id: id, method: 'POST', url, body });
}

/** The body of POST /batches. */
export function batchBody(
  inputFileId: string,
  endpoint: string,
  metadata: Readonly<Record<string, string>> | undefined,
  own: JsonObject = {},
): JsonObject {
  return { input_file_id: inputFileId, endpoint, completion_window: '24h', ...(metadata && { metadata }), ...own };
}

const states: Readonly<Record<string, JobState>> = {
  validating: 'queued',
  in_progress: 'running',
  finalizing: 'running',
  cancelling: 'running',
  completed: 'succeeded',
  failed: 'failed',
  expired: 'expired',
  cancelled: 'cancelled',
};

/** Where a batch stands, and the files that hold its results. */
export interface BatchRow extends JobStatus {
  readonly id: string;
  readonly endpoint: string | undefined;
  readonly outputFileId: string | undefined;
  readonly errorFileId: string | undefined;
}

export function batchRow(body: unknown): BatchRow {
  // Together wraps what it has just made, and writes its states in capitals.
  const row = recordOf(recordOf(body)?.job) ?? recordOf(body);
  const id = stringOf(row?.id);
  if (!row || id === undefined) throw new KitError('invalid-response', 'The reply holds no batch.');
  const rawState = stringOf(row.status);
  const counts = batchCounts(row);
  const state = stateOf(rawState?.toLowerCase() ?? '');
  const endedAt =
    seconds(row.completed_at) ?? seconds(row.failed_at) ?? seconds(row.cancelled_at) ?? seconds(row.expired_at);
  const createdAt = seconds(row.created_at);
  const expiresAt = seconds(row.expires_at);
  return {
    id,
    endpoint: stringOf(row.endpoint),
    outputFileId: stringOf(row.output_file_id),
    errorFileId: stringOf(row.error_file_id),
    state,
    ...(rawState !== undefined && { rawState }),
    ...(counts && { counts }),
    ...(counts?.total ? { progress: ((counts.succeeded ?? 0) + (counts.failed ?? 0)) / counts.total } : {}),
    ...(createdAt !== undefined && { createdAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(state === 'failed' && { error: batchFailure(row) }),
  };
}

const stateOf = (word: string): JobState => (Object.hasOwn(states, word) ? states[word] : undefined) ?? 'running';

function batchCounts(row: JsonRecord): JobStatus['counts'] {
  const counts = recordOf(row.request_counts);
  if (!counts) return undefined;
  const total = numberOf(counts.total);
  const succeeded = numberOf(counts.completed);
  const failed = numberOf(counts.failed);
  return {
    ...(total !== undefined && { total }),
    ...(succeeded !== undefined && { succeeded }),
    ...(failed !== undefined && { failed }),
  };
}

/** A file that the vendor could not read is told line by line. */
function batchFailure(row: JsonRecord): KitError {
  const errors = arrayOf(recordOf(row.errors)?.data)
    .map((error) => readOpenaiFailure(error).message)
    .filter((message) => message !== undefined);
  return new KitError('invalid-request', errors.slice(0, 3).join('; ') || 'The batch failed.');
}

const seconds = (value: unknown) => {
  const number = numberOf(value);
  return number === undefined ? parseTimestamp(value) : number * 1000;
};

/** One line of an output or error file. */
export interface BatchLine {
  readonly id: string;
  readonly status: number;
  /** The reply, or the error where there was none. */
  readonly body: unknown;
}

export function readBatchLines(text: string): BatchLine[] {
  return text.split('\n').flatMap((line) => {
    const row = recordOf(line.trim() === '' ? undefined : parseJson(line));
    const id = stringOf(row?.custom_id);
    if (!row || id === undefined) return [];
    const response = recordOf(row.response);
    const failed = recordOf(row.error);
    // A request that never ran (the batch expired) has an error and no response.
    return [
      {
        id,
        status: numberOf(response?.status_code) ?? (failed ? 500 : 200),
        body: response?.body ?? (failed && { error: failed }) ?? null,
      },
    ];
  });
}
