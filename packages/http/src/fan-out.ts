// Requests that are more than the vendor takes at once: sent in parts, a few at a time, and put together again.
import {
  addUsage,
  type Call,
  type Cost,
  deriveContext,
  KitError,
  type Operation,
  type RequestOf,
  type Result,
  type Warning,
} from '@kit/core';

/** Parts under way at the same time. */
const atOnce = 4;

/** Runs one call for each request. Results come in the order of the requests; the first failure ends the others. */
export async function fanOut<K extends Operation, R>(
  call: Call<K>,
  requests: readonly RequestOf<K>[],
  run: (call: Call<K>) => Promise<R>,
): Promise<R[]> {
  const scope = call.context.scope.fork();
  const context = deriveContext(call.context, { scope });
  const results: R[] = [];
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const work = async () => {
    try {
      while (next < requests.length && !failure) {
        const at = next++;
        results[at] = await run({ ...call, request: requests[at] as RequestOf<K>, context });
      }
    } catch (error) {
      failure ??= { error };
      scope.cancel(new KitError('aborted', 'Another part of the request failed.', { cause: error }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, requests.length) }, work));
  scope.close();
  if (failure) throw failure.error;
  return results;
}

/** What all results have, put together: usage and cost added, each warning once, `meta` of the first with all timings. */
export function joinResults(results: readonly Result[]): Result {
  const [first] = results as readonly [Result];
  const usage = addUsage(...results.map((result) => result.usage));
  const cost = addCosts(results.map((result) => result.cost));
  const longest = (name: 'headersMs' | 'firstPartMs' | 'totalMs') =>
    Math.max(0, ...results.map(({ meta }) => meta.timings[name] ?? 0));
  const { rateLimit } = results.findLast(({ meta }) => meta.rateLimit)?.meta ?? {};
  return {
    meta: {
      ...first.meta,
      timings: { headersMs: longest('headersMs'), firstPartMs: longest('firstPartMs'), totalMs: longest('totalMs') },
      ...(rateLimit && { rateLimit }),
    },
    ...(usage && { usage }),
    ...(cost && { cost }),
    warnings: distinct(results.flatMap(({ warnings }) => warnings)),
  };
}

/** A sum only where every part has a price in the same currency. */
function addCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  const [first] = costs;
  if (!first || costs.length === 1) return first;
  let amount = 0;
  const breakdown: Record<string, number> = {};
  for (const cost of costs) {
    if (!cost || cost.currency !== first.currency) return undefined;
    amount += cost.amount;
    for (const [bucket, part] of Object.entries(cost.breakdown ?? {}))
      breakdown[bucket] = (breakdown[bucket] ?? 0) + part;
  }
  return { ...first, amount, ...(first.breakdown && { breakdown }) };
}

function distinct(warnings: readonly Warning[]): Warning[] {
  const seen = new Set<string>();
  return warnings.filter(({ feature, detail }) => {
    const key = `${feature}\n${detail}`;
    return !seen.has(key) && seen.add(key);
  });
}
