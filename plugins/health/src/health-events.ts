// What health checks tell, for logs, metrics and routers that listen without importing this package.
import type { HealthState, HealthVerdict } from './health-state.ts';

/** A check is over. */
export interface HealthChecked {
  /** What it found. */
  readonly status: HealthVerdict;
  /** What follows from it and those before. */
  readonly state: HealthState;
  readonly latencyMs: number;
  readonly detail?: string;
}

/** What is known of the health has changed. */
export interface HealthTransition {
  readonly from: HealthState;
  readonly to: HealthState;
  /** Of the check that decided it. */
  readonly latencyMs: number;
  readonly detail?: string;
}

declare module '@kit/core' {
  interface KitEvents {
    'health-check': HealthChecked;
    'health-transition': HealthTransition;
  }
}
