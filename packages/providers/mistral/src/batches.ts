// Batches: a job has one model for all of its requests, and lines are a custom id and a body.
import { type JobState, type JsonObject, KitError } from '@kit/core';
import { type BatchRow, batchRow } from '@kit/transformer-openai';
import type { BatchAsk, BatchDialect } from '@kit/transformer-openai/resources';
import { recordOf, stringOf } from '@kit/wire';

export const mistralBatches: BatchDialect = {
  path: '/batch/jobs',
  line(id, _endpoint, { model: _, ...body }) {
    return JSON.stringify({ custom_id: id, body });
  },
  body({ fileId, endpoint, models, metadata, own }: BatchAsk): JsonObject {
    const [model, ...others] = models;
    if (others.length > 0)
      throw new KitError('invalid-request', 'batch: all requests of one batch must have the same model at Mistral.', {
        field: 'requests',
      });
    return { input_files: [fileId], endpoint, model, ...(metadata && { metadata }), ...own };
  },
  row: mistralRow,
};

const states: Readonly<Record<string, JobState>> = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCESS: 'succeeded',
  FAILED: 'failed',
  TIMEOUT_EXCEEDED: 'expired',
  CANCELLATION_REQUESTED: 'running',
  CANCELLED: 'cancelled',
};

/** The row as OpenAI would write it, with its state in Mistral's words. */
function mistralRow(body: unknown): BatchRow {
  const row = recordOf(body) ?? {};
  const rawState = stringOf(row.status) ?? '';
  const state = (Object.hasOwn(states, rawState) ? states[rawState] : undefined) ?? 'running';
  const { state: _, ...known } = batchRow({
    ...row,
    status: state === 'failed' ? 'failed' : undefined,
    output_file_id: row.output_file,
    error_file_id: row.error_file,
    request_counts: {
      total: row.total_requests,
      completed: row.succeeded_requests,
      failed: row.failed_requests,
    },
    errors: { data: row.errors },
  });
  return { ...known, state, rawState };
}
