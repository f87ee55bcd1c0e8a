// Tasks of the vendor's own wire: work that is started, and looked at until it is done.
import type { CodecContext, JobState, JobStatus, WireReply, WireRequest } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';

/** Without it the vendor answers when the work is done, or refuses. */
export const asTask = { 'x-dashscope-async': 'enable' };

const states: Readonly<Record<string, JobState>> = {
  PENDING: 'queued',
  RUNNING: 'running',
  SUSPENDED: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'cancelled',
  // The vendor forgets tasks after a day.
  UNKNOWN: 'expired',
};

export const outputOf = (reply: WireReply): JsonRecord => recordOf(recordOf(reply.json())?.output) ?? {};
export const taskOf = (reply: WireReply): string | undefined => stringOf(outputOf(reply).task_id);
export const lookAt = (native: string, id: string): WireRequest => ({
  method: 'GET',
  url: `${native}/tasks/${encodeURIComponent(id)}`,
});

/** Where a task stands, with its failure. */
export function taskStatus(reply: WireReply, codec: CodecContext): JobStatus {
  const output = outputOf(reply);
  const rawState = stringOf(output.task_status);
  const state = states[rawState ?? ''] ?? 'running';
  return {
    state,
    ...(rawState !== undefined && { rawState }),
    ...(state === 'failed' && { error: codec.failure({ body: { code: output.code, message: output.message } }) }),
  };
}
