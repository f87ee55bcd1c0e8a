// Work that outlives a request: batches, videos, predictions.
import type { KitError } from './errors.ts';
import type { Result } from './model/result.ts';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';

export interface JobStatus {
  readonly state: JobState;
  /** The vendor's own word. */
  readonly rawState?: string;
  /** 0…1 where the vendor tells. */
  readonly progress?: number;
  readonly counts?: { readonly total?: number; readonly succeeded?: number; readonly failed?: number };
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly endedAt?: number;
  readonly expiresAt?: number;
  readonly logs?: string;
  readonly error?: KitError;
}

export interface JobWaitOptions {
  readonly onProgress?: (status: JobStatus) => void;
  readonly signal?: AbortSignal;
  /** Longest wait in milliseconds; no bound if absent. */
  readonly timeoutMs?: number;
  /** First pause between two looks in milliseconds; it grows. The provider's if absent. */
  readonly pollMs?: number;
}

/**
 * A handle on work at the vendor's. It can be serialised (`toJSON`) and taken up by another process
 * (`ai.batch({ attach: id })`).
 */
export interface Job<T> extends Result {
  readonly id: string;
  /** Asks the vendor once. */
  status(): Promise<JobStatus>;
  /** Polls until the end and gives the results. @throws KitError when the job failed, expired or was cancelled. */
  wait(options?: JobWaitOptions): Promise<T>;
  /** The results of a finished job. @throws KitError (`invalid-request`) while it still runs. */
  results(): Promise<T>;
  /** Asks the vendor to stop. */
  cancel(): Promise<void>;
  toJSON(): { readonly id: string; readonly provider: string; readonly operation: string };
}

/** What an abort while waiting does: `cancel` stops the work, `detach` only stops waiting. */
export type JobAbort = 'cancel' | 'detach';
