// Reads a prediction: total, whatever is missing or odd.
import { type JobState, type JsonObject, type JsonValue, KitError, type WireReply } from '@kit/core';
import { type JsonRecord, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { predictionWords } from '../errors.ts';
import type { ReplicatePrediction } from './operation.ts';
import { usageOf } from './usage.ts';

/** The prediction in an object; undefined if it is none. */
export function readPrediction(told: JsonRecord): ReplicatePrediction | undefined {
  const id = stringOf(told.id);
  if (id === undefined) return undefined;
  const urls = recordOf(told.urls);
  const error = predictionWords(told.error);
  const texts = pick({
    model: stringOf(told.model),
    version: stringOf(told.version),
    error: error === '' ? undefined : error,
    logs: stringOf(told.logs) || undefined,
    streamURL: stringOf(urls?.stream),
    webURL: stringOf(urls?.web),
  });
  const times = pick({
    createdAt: parseTimestamp(told.created_at),
    startedAt: parseTimestamp(told.started_at),
    completedAt: parseTimestamp(told.completed_at),
  });
  const metrics = recordOf(told.metrics) as JsonObject | undefined;
  const usage = usageOf(metrics);
  return {
    id,
    status: stringOf(told.status) ?? 'processing',
    ...texts,
    ...times,
    ...(told.output !== undefined && told.output !== null && { output: told.output as JsonValue }),
    ...(metrics && { metrics }),
    ...(usage && { usage }),
    raw: told as JsonObject,
  };
}

/** @throws KitError `invalid-response` where the reply holds no prediction. */
export function predictionOf(reply: WireReply): ReplicatePrediction {
  const told = recordOf(reply.json());
  const prediction = told && readPrediction(told);
  if (!prediction) throw new KitError('invalid-response', 'The reply holds no prediction.', { status: reply.status });
  return prediction;
}

const states: Readonly<Record<string, JobState>> = {
  starting: 'queued',
  processing: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
  aborted: 'cancelled',
};

/** A word that is not known is taken for one that will change. */
export function stateOf({ status }: Pick<ReplicatePrediction, 'status'>): JobState {
  return (Object.hasOwn(states, status) ? states[status] : undefined) ?? 'running';
}

export function isFinal(prediction: Pick<ReplicatePrediction, 'status'>): boolean {
  const state = stateOf(prediction);
  return state !== 'queued' && state !== 'running';
}

function pick<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}
