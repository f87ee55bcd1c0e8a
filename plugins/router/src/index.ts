// @kit/plugin-router: providers made of providers.
// biome-ignore-all assist/source/organizeImports: in the order in which a user learns them

export { fallback } from './fallback.ts';
export type { FailoverOptions, FallbackOptions, FallbackOutcome } from './fallback-policy.ts';
export type { CommonOperations } from './common-operations.ts';

export { balance, type BalanceOptions } from './balance.ts';
export type {
  BalanceCandidate,
  BalanceChoice,
  BalanceStrategy,
  BalanceStrategyName,
} from './balancing/strategy.ts';
export type { ChoiceOptions } from './balancing/options.ts';
export type { MeasureOptions, PerTarget } from './balancing/measures.ts';
export type { AffinityOptions } from './balancing/affinity.ts';
export { healthScore, type HealthSigns } from './balancing/health-score.ts';

export { hedge, type HedgeOptions } from './hedge.ts';
export type { HedgePercentile } from './hedging/hedge-delay.ts';

export { registry, type RegistryOptions } from './registry.ts';
export { aliases, type Aliases } from './aliases.ts';

export { router, type ExplainedCall, type Router } from './router.ts';
export type { RouterOptions } from './routing/router-options.ts';
export type {
  BalanceOutcome,
  RejectCode,
  RejectOutcome,
  Rule,
  RuleOutcome,
  TargetNames,
  UseOutcome,
} from './routing/rule.ts';
export type { Condition } from './routing/condition.ts';
export type { Fit, TargetFilter } from './routing/target-filter.ts';
export type { Patterns } from './routing/glob.ts';
export type { Range } from './routing/range.ts';
export type { CallFacts } from './routing/call-facts.ts';
export type { ExplainedCandidate, ExplainedFacts, ExplainedRule, Explanation } from './routing/explanation.ts';
