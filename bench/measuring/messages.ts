// What the benchmark and the processes of its contestants tell each other.
import type { ContestantName } from '../contestants/index.ts';
import type { Scenario } from '../server/scenario.ts';

export interface Job {
  readonly contestant: ContestantName;
  readonly scenario: Scenario;
  /** `http://127.0.0.1:<port>` of the mock server. */
  readonly origin: string;
  readonly request: 'stream' | 'call';
  /** Calls that run at once. */
  readonly concurrency: number;
  /** Length of the prompt, in characters. */
  readonly promptCharacters: number;
  /** What one call counts for: a stream's events, or 1. */
  readonly unitsPerCall: number;
  /** How long a sample should take. 0: a sample is one burst of `concurrency` calls. */
  readonly sampleMs: number;
  /** CPU time of the shortest warm-up. 0: none, for what only a fresh process can tell. */
  readonly warmUpMs: number;
}

export type Order = { readonly order: 'prepare'; readonly job: Job } | { readonly order: 'sample' | 'memory' };

/** One round of one contestant. */
export interface Sample {
  /** CPU time of the whole process, microseconds a unit. */
  readonly cpuMicros: number;
  /** Milliseconds from a call's start to its first text, of each call of a burst. */
  readonly firstTextMs: readonly number[];
}

/** What a burst of streams holds while it runs, bytes a stream. */
export interface Memory {
  /** Live objects and buffers, after a collection. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

export type Answer =
  | { readonly answer: 'prepared' }
  | { readonly answer: 'sample'; readonly sample: Sample }
  | { readonly answer: 'memory'; readonly memory?: Memory | undefined }
  | { readonly answer: 'failed'; readonly message: string };
