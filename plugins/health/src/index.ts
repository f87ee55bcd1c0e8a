// @kit/plugin-health: asks a provider on a schedule whether it is well.

export { type Health, health } from './health.ts';
export type { HealthChecked, HealthTransition } from './health-events.ts';
export type { HealthStatus } from './health-monitor.ts';
export type { HealthOptions, HealthProbe, ProbeAnswer } from './health-options.ts';
export type { HealthState, HealthVerdict } from './health-state.ts';
export type { HealthSubject } from './health-subject.ts';
