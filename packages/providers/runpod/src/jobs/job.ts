// Reads a job: total, whatever is missing or odd.
import type { Cost, JobState, JsonObject, JsonValue, Usage, WireReply } from '@kit/core';
import { KitError } from '@kit/core';
import { type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import type { RunpodJob } from './operation.ts';

/** @throws KitError `invalid-response` where the reply holds no job */
export function jobOf(reply: WireReply): RunpodJob {
  const told = recordOf(reply.json());
  const id = stringOf(told?.id);
  if (!told || id === undefined)
    throw new KitError('invalid-response', 'The reply holds no job.', { status: reply.status });
  const delayMs = numberOf(told.delayTime);
  const executionMs = numberOf(told.executionTime);
  const workerId = stringOf(told.workerId);
  const cost = costOf(told.output);
  const usage: Usage | undefined =
    executionMs === undefined ? undefined : { state: 'reported', units: { computeSeconds: executionMs / 1000 } };
  return {
    id,
    status: stringOf(told.status) ?? 'IN_PROGRESS',
    ...(told.output !== undefined && told.output !== null && { output: told.output as JsonValue }),
    ...(delayMs !== undefined && { delayMs }),
    ...(executionMs !== undefined && { executionMs }),
    ...(workerId !== undefined && { workerId }),
    ...(usage && { usage }),
    ...(cost && { cost }),
    raw: told as JsonObject,
  };
}

const states: Readonly<Record<string, JobState>> = {
  IN_QUEUE: 'queued',
  IN_PROGRESS: 'running',
  RUNNING: 'running',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TIMED_OUT: 'expired',
};

/** A word that is not known is taken for one that will change. A job may be complete and its output a failure. */
export function stateOf({ status, output }: Pick<RunpodJob, 'status' | 'output'>): JobState {
  const state = (Object.hasOwn(states, status) ? states[status] : undefined) ?? 'running';
  return state === 'succeeded' && outputFailure(output) !== undefined ? 'failed' : state;
}

export const isFinal = (job: Pick<RunpodJob, 'status' | 'output'>): boolean =>
  !['queued', 'running'].includes(stateOf(job));

/** A failure that a worker tells as its output: `{ error }`, or a list whose first item has one. */
export function outputFailure(output: unknown): unknown {
  const first = outputRecord(output);
  return first?.error || undefined;
}

/** The output's object, or the first of its list. */
export function outputRecord(output: unknown): JsonRecord | undefined {
  return recordOf(Array.isArray(output) ? output[0] : output);
}

/** `output.cost` of public endpoints, in USD. */
function costOf(output: unknown): Cost | undefined {
  const amount = numberOf(outputRecord(output)?.cost);
  return amount === undefined ? undefined : { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false };
}
