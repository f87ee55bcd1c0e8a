// @kit/plugin-router: providers made of providers.

export type { CommonOperations } from './common-operations.ts';
export { fallback } from './fallback.ts';
export type { FallbackOptions, FallbackOutcome } from './fallback-policy.ts';
export { type RegistryOptions, registry } from './registry.ts';
