// Says what a router would do with a call, without doing it.
import type { Call } from '@kit/core';
import type { Candidate } from '../balancing/candidate.ts';
import { loadModels } from '../balancing/load-models.ts';
import type { Facts } from './call-facts.ts';
import type { ExplainedCandidate, ExplainedFacts, ExplainedRule, Explanation } from './explanation.ts';
import type { Plan } from './plan.ts';
import { defaultRule, type Routing } from './routing.ts';

export async function explain(routing: Routing, call: Call): Promise<Explanation> {
  const looked: {
    readonly rule: string;
    readonly holds: boolean | 'unknown';
    readonly say: (facts: Facts) => string;
  }[] = [];
  const decision = await routing.decide(call, (rule, holds) =>
    looked.push({ rule: rule.name, holds, say: (facts) => rule.say(facts, holds === true) }),
  );
  const { facts, plan, rule } = decision;
  const rules: readonly ExplainedRule[] = looked.map(({ say, ...one }) => ({ ...one, because: say(facts) }));
  const order = await routing.order(decision.call, plan);
  // Shown with their prices, also where the choice does not go by them.
  if (plan.kind === 'shared') await loadModels(routing.targets);
  return {
    rule: rule?.name ?? defaultRule,
    because: rule ? (rules.at(-1)?.because ?? '') : 'no rule holds',
    targets: order.map(({ candidate }) => candidate.info.id),
    ...(plan.kind === 'shared' && { strategy: plan.strategy.name }),
    ...(plan.kind === 'rejected' && { error: plan.error }),
    rules,
    ...candidatesOf(routing, decision.call, plan, order[0]),
    facts: factsOf(facts),
  };
}

/** What a choice goes by, for all targets. */
function candidatesOf(
  { balancer: { measures }, targets }: Routing,
  call: Call,
  plan: Plan,
  first: { readonly candidate: Candidate; readonly by?: string } | undefined,
): { readonly candidates?: readonly ExplainedCandidate[] } {
  if (plan.kind === 'in-turn' || !plan.misfits) return {};
  const { misfits } = plan;
  const eligible = new Set(plan.kind === 'shared' ? plan.targets : []);
  const nowMs = call.context.environment.monotonicMs();
  const candidates = targets.map((candidate) => {
    const name = candidate.info.id;
    const latency = measures.latency(candidate, call, nowMs);
    const cost = measures.cost(candidate, call);
    const misfit = eligible.has(candidate)
      ? undefined
      : (misfits.get(name) ?? `it lacks the operation "${call.operation}"`);
    const because = misfit ?? (first?.candidate === candidate ? first.by : undefined);
    return {
      target: name,
      eligible: eligible.has(candidate),
      ...(because !== undefined && { because }),
      health: measures.health(candidate, call, nowMs),
      inFlight: candidate.inFlight,
      quality: measures.quality(candidate),
      ...(latency !== undefined && { latency }),
      ...(cost !== undefined && { cost }),
    };
  });
  return { candidates };
}

function factsOf(facts: Facts): ExplainedFacts {
  const { operation, model, tenant, user, project, tags, region, tier, capabilities, estimatedTokens } = facts;
  const optional = {
    model,
    tenant,
    user,
    project,
    region,
    tier,
    residency: facts.peek('residency'),
    language: facts.peek('language'),
    estimatedCost: facts.peek('cost'),
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { operation, tags, capabilities, estimatedTokens, ...known };
}
