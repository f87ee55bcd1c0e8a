// Which targets of a router a rule shares its calls out among.
import { checkOptions, type Model } from '@kit/core';
import type { Candidate } from '../balancing/candidate.ts';
import type { Facts, LookupName } from './call-facts.ts';
import { patternsCheck, rangeCheck } from './compile-condition.ts';
import { matchesAny, type Patterns, speaks } from './glob.ts';
import { isWithin, type Range, rangeText } from './range.ts';

/** What of a target has to fit the call. */
export type Fit = 'region' | 'residency' | 'language' | 'tier' | 'capabilities' | 'context';

/** All fields that are given have to hold. */
export interface TargetFilter {
  /** Name in the router. */
  readonly name?: Patterns;
  /** One of the target's tags. */
  readonly tag?: Patterns;
  readonly region?: Patterns;
  /** A target that says nothing of it does not fit. */
  readonly residency?: Patterns;
  /** A target that lists no languages serves all. */
  readonly language?: Patterns;
  /** All of them, unless the catalogue does not know the model. */
  readonly capability?: Patterns;
  readonly tier?: Range;
  /** What the call costs there, in USD; a target of unknown price does not fit. */
  readonly estimatedCost?: Range;
  /**
   * The target has to fit what the call asks for: its region, residency and language, at least its tier, the capabilities
   * that the request needs, room for its tokens. What the call does not ask for, every target fits.
   */
  readonly matching?: readonly Fit[];
}

const fits: readonly Fit[] = ['region', 'residency', 'language', 'tier', 'capabilities', 'context'];

const filterChecks = {
  name: patternsCheck,
  tag: patternsCheck,
  region: patternsCheck,
  residency: patternsCheck,
  language: patternsCheck,
  capability: patternsCheck,
  tier: rangeCheck,
  estimatedCost: rangeCheck,
  matching: (value: unknown) =>
    Array.isArray(value) && value.every((one) => fits.includes(one)) ? undefined : `a list of ${fits.join(', ')}`,
} as const;

export interface CompiledFilter {
  /** What has to be looked up before. */
  readonly lookups: readonly LookupName[];
  readonly needsModels: boolean;
  /** Why a target does not fit; undefined if it does. */
  misfit(candidate: Candidate, facts: Facts, costOf: (candidate: Candidate) => number | undefined): string | undefined;
}

/** @throws KitError `config`. */
export function compileFilter(filter: TargetFilter, owner: string): CompiledFilter {
  checkOptions(owner, filter, filterChecks);
  const { matching = [] } = filter;
  return {
    lookups: (['language', 'residency'] as const).filter((name) => matching.includes(name)),
    needsModels:
      filter.capability !== undefined ||
      filter.estimatedCost !== undefined ||
      matching.includes('capabilities') ||
      matching.includes('context'),
    misfit: (candidate, facts, costOf) =>
      ownMisfit(candidate, filter, facts) ??
      priceMisfit(candidate, filter, costOf) ??
      callMisfit(candidate, matching, facts),
  };
}

function ownMisfit(candidate: Candidate, filter: TargetFilter, facts: Facts): string | undefined {
  const { info } = candidate;
  const { languages, tier = 0 } = info;
  if (filter.name && !matchesAny(filter.name, [info.id])) return 'it has another name';
  if (filter.tag && !matchesAny(filter.tag, info.tags ?? [])) return `its tags are ${textOf(info.tags)}`;
  if (filter.region && !matchesAny(filter.region, [info.region])) return `its region is ${textOf(info.region)}`;
  if (filter.residency && !matchesAny(filter.residency, [info.residency]))
    return `its residency is ${textOf(info.residency)}`;
  if (filter.language && languages && !speaks(filter.language, languages))
    return `its languages are ${textOf(languages)}`;
  if (filter.tier && !isWithin(tier, filter.tier)) return `its tier ${tier} is not ${rangeText(filter.tier)}`;
  const wanted = typeof filter.capability === 'string' ? [filter.capability] : (filter.capability ?? []);
  return lacking(modelOf(candidate, facts), wanted);
}

function priceMisfit(
  candidate: Candidate,
  { estimatedCost }: TargetFilter,
  costOf: (candidate: Candidate) => number | undefined,
): string | undefined {
  if (!estimatedCost) return undefined;
  const cost = costOf(candidate);
  if (cost === undefined) return 'its price is not known';
  return isWithin(cost, estimatedCost) ? undefined : `about ${cost} USD is not ${rangeText(estimatedCost)}`;
}

function callMisfit(candidate: Candidate, matching: readonly Fit[], facts: Facts): string | undefined {
  for (const fit of matching) {
    const misfit = misfits[fit](candidate, facts);
    if (misfit) return misfit;
  }
  return undefined;
}

type Misfit = (candidate: Candidate, facts: Facts) => string | undefined;

const same = (name: 'region' | 'residency', asked: (facts: Facts) => string | undefined): Misfit => {
  return ({ info }, facts) => {
    const wanted = asked(facts);
    return wanted === undefined || wanted === info[name]
      ? undefined
      : `its ${name} is ${textOf(info[name])}, not "${wanted}"`;
  };
};

const misfits: Readonly<Record<Fit, Misfit>> = {
  region: same('region', ({ region }) => region),
  residency: same('residency', (facts) => facts.peek('residency')),
  language({ info: { languages } }, facts) {
    const wanted = facts.peek('language');
    if (wanted === undefined || !languages || languages.some((one) => speaks(wanted, [one]) || speaks(one, [wanted])))
      return undefined;
    return `its languages are ${textOf(languages)}, not "${wanted}"`;
  },
  tier({ info: { tier = 0 } }, facts) {
    return facts.tier === undefined || tier >= facts.tier ? undefined : `its tier ${tier} is below ${facts.tier}`;
  },
  capabilities: (candidate, facts) => lacking(modelOf(candidate, facts), facts.capabilities),
  context(candidate, facts) {
    const { contextWindow } = modelOf(candidate, facts) ?? {};
    const { maxTokens = 0 } = facts.call.request as { readonly maxTokens?: number };
    const needed = facts.estimatedTokens + maxTokens;
    if (contextWindow === undefined || needed <= contextWindow) return undefined;
    return `about ${needed} tokens do not fit into ${contextWindow}`;
  },
};

function modelOf(candidate: Candidate, { call }: Facts): Model | undefined {
  return candidate.models.find(candidate.modelOf(call));
}

/** What is not listed of a model whose list is known, it cannot do; of an unknown model nothing is denied. */
function lacking(model: Model | undefined, wanted: readonly string[]): string | undefined {
  if (!model) return undefined;
  const { capabilities, input } = model;
  const missing = wanted.filter((name) => {
    const asInput = inputs[name];
    if (!capabilities && !(asInput && input)) return false;
    const listed = capabilities?.includes(name) || (name === 'json' && capabilities?.includes('json-schema'));
    return !listed && !(asInput && input?.includes(asInput));
  });
  return missing.length > 0 ? `${model.id} lacks ${missing.join(', ')}` : undefined;
}

/** Capabilities that catalogues list as kinds of input. */
const inputs: Readonly<Record<string, string>> = { vision: 'image', audio: 'audio', pdf: 'pdf', video: 'video' };

function textOf(value: string | readonly string[] | undefined): string {
  if (value === undefined || value.length === 0) return 'not stated';
  return typeof value === 'string' ? `"${value}"` : value.map((one) => `"${one}"`).join(', ');
}
