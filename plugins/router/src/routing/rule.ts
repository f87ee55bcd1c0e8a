// Rules of a router: for which calls, and what becomes of them.
import type { ErrorCode } from '@kit/core';
import type { BalanceStrategy, BalanceStrategyName } from '../balancing/strategy.ts';
import type { CallFacts } from './call-facts.ts';
import type { Condition } from './condition.ts';
import type { TargetFilter } from './target-filter.ts';

/** Names of targets: the first is asked, the others in their order when it cannot answer. */
export type TargetNames<Name extends string> = Name | readonly Name[];

export interface UseOutcome<Name extends string = string> {
  readonly use: TargetNames<Name> | ((facts: CallFacts) => TargetNames<Name> | Promise<TargetNames<Name>>);
}

export interface BalanceOutcome {
  /** Shares the calls out among the targets that the filter leaves. */
  readonly balance: BalanceStrategyName | BalanceStrategy;
  /** Default: all targets that have the operation. */
  readonly among?: TargetFilter;
}

/** What a rule may answer instead of asking anybody. */
export type RejectCode = Extract<
  ErrorCode,
  | 'permission'
  | 'unsupported'
  | 'invalid-request'
  | 'content-filter'
  | 'quota'
  | 'budget-exceeded'
  | 'guard-blocked'
  | 'no-target'
>;

export interface RejectOutcome {
  readonly reject: {
    /** Default `no-target`. */
    readonly code?: RejectCode;
    readonly message?: string;
  };
}

export type RuleOutcome<Name extends string = string> = UseOutcome<Name> | BalanceOutcome | RejectOutcome;

/** The first rule that holds decides. */
export type Rule<Name extends string = string> = RuleOutcome<Name> & {
  /** How decisions name it. Default `rules[0]`, … */
  readonly name?: string;
  /** Data, or a function. A rule without is for every call. */
  readonly when?: Condition | ((facts: CallFacts) => boolean | Promise<boolean>);
};

/** All codes that a rule may reject with. */
export const rejectCodes: readonly RejectCode[] = [
  'permission',
  'unsupported',
  'invalid-request',
  'content-filter',
  'quota',
  'budget-exceeded',
  'guard-blocked',
  'no-target',
];
