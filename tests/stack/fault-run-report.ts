// What the two processes of a fault run tell each other.
import type { MetricsSnapshot } from '@kit/plugin-metrics';

export interface FaultRunPlan {
  readonly openaiURL: string;
  readonly anthropicURL: string;
  /** Where retry, breaker and timeout stand. */
  readonly shape: 'over the fallback' | 'around each target';
  readonly rounds: number;
  readonly callsPerRound: number;
  /** Calls at a time. */
  readonly concurrency: number;
  readonly seed: number;
  /** What a whole answer says. */
  readonly answer: string;
}

export interface RecordedAttempt {
  readonly provider: string;
  readonly operation: string;
  readonly outcome: string;
  readonly code?: string | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
}

export interface RecordedCall {
  readonly id: string;
  readonly operation: 'chat' | 'stream';
  /** `complete`, `cancelled`, `abandoned`, the code of the error, or what should not be. */
  readonly ending: string;
  readonly cache?: string | undefined;
  readonly attempts: readonly RecordedAttempt[];
}

/** After a round, when nothing is under way. */
export interface RoundReport {
  readonly heapBytes: number;
  readonly pendingTimers: number;
  /** On the signal that all calls share. */
  readonly listeners: number;
}

export interface FaultRunReport {
  readonly calls: readonly RecordedCall[];
  readonly rounds: readonly RoundReport[];
  readonly metrics: MetricsSnapshot;
  readonly events: Readonly<Record<string, number>>;
  readonly left: { readonly timers: number; readonly resources: readonly string[] };
}
