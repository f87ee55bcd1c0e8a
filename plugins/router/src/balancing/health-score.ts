// How well a target is, as one figure.

/** What is known of a target's health; what is absent counts as good. */
export interface HealthSigns {
  /** What its health checks say. */
  readonly status?: 'ok' | 'degraded' | 'down';
  readonly breaker?: 'closed' | 'half-open' | 'open';
  /** Part of its calls that succeeded lately, 0 … 1. */
  readonly successRate?: number;
}

const statusScore = { ok: 1, degraded: 0.5, down: 0 } as const;
const breakerScore = { closed: 1, 'half-open': 0.5, open: 0 } as const;

/** 0 … 1: status 0.4, breaker 0.3, success rate 0.3. */
export function healthScore({ status = 'ok', breaker = 'closed', successRate = 1 }: HealthSigns): number {
  return 0.4 * statusScore[status] + 0.3 * breakerScore[breaker] + 0.3 * Math.min(1, Math.max(0, successRate));
}
