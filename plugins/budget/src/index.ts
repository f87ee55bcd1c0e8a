// @kit/plugin-budget: keeps spending within budgets per tenant, project or anything else.

export { type Budget, type BudgetStatus, budget } from './budget.ts';
export type { BudgetOptions } from './budget-options.ts';
export type { BudgetPeriod } from './period.ts';
export type { BudgetUnit } from './unit.ts';
