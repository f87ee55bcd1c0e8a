// @kit/plugin-retry: makes failed calls again, with back-off, a budget, and respect for Retry-After.

export { retry } from './retry.ts';
export type { RetryBudgetOptions } from './retry-budget.ts';
export type { RetryOptions } from './retry-options.ts';
export type { RetryCodePolicy, RetryFailure } from './retry-policy.ts';
