// Where a router looks up what a call does not say: detectors, and price lists.
import { type Call, type EventHub, KitError } from '@kit/core';
import type { Candidate } from '../balancing/candidate.ts';
import { loadModels } from '../balancing/load-models.ts';
import type { Measures } from '../balancing/measures.ts';
import { modelAsked } from '../place.ts';
import type { LookupSources } from './call-facts.ts';
import type { AnyRouterOptions } from './router-options.ts';

export function lookupSources(
  id: string,
  {
    detect = {},
    events,
    cost,
  }: {
    readonly detect: AnyRouterOptions['detect'];
    readonly events: EventHub;
    readonly cost: LookupSources['cost'];
  },
): LookupSources {
  return {
    cost,
    async language(call) {
      try {
        return await detect.language?.(call);
      } catch (error) {
        events.emit('observer-error', { name: 'the language detector', error, operation: call.operation });
        return undefined;
      }
    },
    async residency(call) {
      try {
        return await detect.residency?.(call);
      } catch (cause) {
        const message = `${id}: it could not be found out where this call's data has to stay.`;
        throw new KitError('no-target', message, { provider: id, operation: call.operation, cause });
      }
    },
  };
}

/** What a call costs at the model that it asks for, or else at the first of `candidates` whose price is known. */
export function costSource(candidates: readonly Candidate[], measures: Measures): LookupSources['cost'] {
  return async (call: Call) => {
    await loadModels(candidates);
    const asked = modelAsked(call.request);
    const named = candidates.filter((one) => one.modelOf(call) === asked && one.models.find(asked));
    for (const candidate of [...named, ...candidates]) {
      const cost = measures.cost(candidate, call);
      if (cost !== undefined) return cost;
    }
    return undefined;
  };
}
