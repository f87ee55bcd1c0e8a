// How a router is set up.
import { type AnyProvider, type Call, checkOptions, KitError, type OptionCheck } from '@kit/core';
import type { Aliases } from '../aliases.ts';
import { type ChoiceOptions, choiceChecks } from '../balancing/options.ts';
import type { Rule, RuleOutcome, TargetNames } from './rule.ts';

type Detector = (call: Call) => string | undefined | Promise<string | undefined>;

export interface RouterOptions<R extends Readonly<Record<string, AnyProvider>>> extends ChoiceOptions {
  /** The targets by the names that rules call them. */
  readonly targets: R;
  /** Asked in their order; the first that holds decides. */
  readonly rules: readonly Rule<keyof R & string>[];
  /** For calls that no rule is for: names, or any outcome. Without it they are rejected as `no-target`. */
  readonly default?: TargetNames<keyof R & string> | RuleOutcome<keyof R & string>;
  /** Names of one's own for models, resolved before the rules are asked. */
  readonly aliases?: Aliases;
  /** Finds out what neither hints nor tags say; asked only when a rule hangs on it. */
  readonly detect?: {
    /** A failure counts as an unknown language. */
    readonly language?: Detector;
    /** Where the data has to stay. A failure rejects the call: what is not known must not leave. */
    readonly residency?: Detector;
  };
  /** Instance id. Default `router`. */
  readonly id?: string;
}

/** Options of a router whose targets are known at run time only. */
export type AnyRouterOptions = RouterOptions<Readonly<Record<string, AnyProvider>>>;

const optionChecks: Readonly<Record<keyof AnyRouterOptions, OptionCheck>> = {
  ...choiceChecks,
  targets: 'object',
  rules: 'array',
  default: (value) =>
    typeof value === 'string' || (typeof value === 'object' && value !== null)
      ? undefined
      : 'the name of a target, a list of names, or an outcome',
  aliases: 'object',
  detect: 'object',
  id: 'string',
};

/** @throws KitError `config`. */
export function checkRouterOptions(options: AnyRouterOptions): void {
  checkOptions('router()', options, optionChecks, ['targets', 'rules']);
  checkOptions('router() detect', options.detect, { language: 'function', residency: 'function' });
  if (Object.keys(options.targets).length > 0) return;
  throw new KitError(
    'config',
    'router() takes at least one target: router({ targets: { main: openai() }, rules: [] }).',
    {
      field: 'targets',
    },
  );
}
