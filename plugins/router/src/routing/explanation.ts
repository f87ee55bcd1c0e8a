// What a router would do with a call, and why.
import type { KitError, Operation } from '@kit/core';

export interface Explanation {
  /** Name of the rule that decides; `default` if none holds. */
  readonly rule: string;
  readonly because: string;
  /** Names of the targets that may answer, in the order in which they are asked. Empty if the call is rejected. */
  readonly targets: readonly string[];
  /** Of a rule that shares calls out; chance is drawn anew for every call. */
  readonly strategy?: string;
  /** What the call would be rejected with. */
  readonly error?: KitError;
  /** The rules that were looked at, in their order. */
  readonly rules: readonly ExplainedRule[];
  /** Of a rule that shares calls out: all targets, with what the choice goes by. */
  readonly candidates?: readonly ExplainedCandidate[];
  readonly facts: ExplainedFacts;
}

export interface ExplainedRule {
  readonly rule: string;
  /** `unknown`: it asks for something that nobody knows, such as a price. It does not decide. */
  readonly holds: boolean | 'unknown';
  readonly because: string;
}

export interface ExplainedCandidate {
  readonly target: string;
  readonly eligible: boolean;
  /** Why it is not eligible, or what speaks for it. */
  readonly because?: string;
  /** 0 … 1. */
  readonly health: number;
  readonly inFlight: number;
  readonly quality: number;
  readonly latency?: number;
  /** USD, about. */
  readonly cost?: number;
}

/** Nothing of the prompt. */
export interface ExplainedFacts {
  readonly operation: Operation;
  readonly model?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly project?: string;
  readonly tags: readonly string[];
  readonly region?: string;
  /** As far as a rule asked for them. */
  readonly residency?: string;
  readonly language?: string;
  readonly estimatedCost?: number;
  readonly tier?: number;
  readonly capabilities: readonly string[];
  readonly estimatedTokens: number;
}
