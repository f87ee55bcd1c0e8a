// @kit/plugin-breaker: refuses calls at once while what they would go to is failing.

export { type Breaker, breaker, type CircuitStatus } from './breaker.ts';
export type { BreakerFailure, BreakerOptions } from './breaker-options.ts';
export type { CircuitState } from './circuit.ts';
