// What every result owes: the vendor's answer, meta, usage that adds up, warnings.
import type { Usage } from '@kit/core';
import type { Seen } from '../call.ts';
import { must, shown } from '../failure.ts';
import { differenceFrom } from '../pattern.ts';
import { type CallExchange, requestId, type Subject } from '../subject.ts';

/** Looks at a result of an exchange that went well. */
export function checkResult(subject: Subject, { name: at, result: pattern }: CallExchange, result: Seen): void {
  const difference = differenceFrom(pattern, result);
  must(difference === undefined, 'result', () => ({
    expected: 'what the manifest says',
    got: difference as string,
    at,
  }));
  must(Array.isArray(result.warnings), 'meta', () => ({
    expected: '`warnings`, an array',
    got: shown(result.warnings),
    at,
  }));
  checkMeta(subject, result, at);
  if (result.usage !== undefined) checkUsage(result.usage as Usage, at);
}

function checkMeta({ id, manifest: { requestIdHeader } }: Subject, { meta }: Seen, at: string): void {
  const known = (meta ?? {}) as Seen;
  const expect = (field: string, holds: boolean, expected: string) =>
    must(holds, 'meta', () => ({ expected: `\`meta.${field}\`: ${expected}`, got: shown(known[field]), at }));
  expect('provider', known.provider === id, shown(id));
  if (requestIdHeader !== undefined)
    expect('requestId', known.requestId === requestId, `"${requestId}", as the vendor's header says`);
  const timings = Object.values((known.timings ?? {}) as Record<string, number>);
  expect(
    'timings',
    timings.length > 0 && timings.every((ms) => ms >= 0 && ms < 60_000),
    'milliseconds, at least `totalMs`',
  );
  const attempts = known.attempts as readonly { readonly provider: string; readonly outcome: string }[] | undefined;
  const last = attempts?.at(-1);
  expect('attempts', last?.outcome === 'complete' && last.provider === id, 'every attempt, the last one complete');
}

/** A partition sums to its total; what is told is a count. */
export function checkUsage(usage: Usage, at: string): void {
  const { state, inputTokens, outputTokens, inputDetails, outputDetails, inputModalities, cacheWritesByTtl, units } =
    usage;
  must(['reported', 'partial', 'estimated'].includes(state), 'usage', () => ({
    expected: '`usage.state`: reported, partial or estimated',
    got: shown(state),
    at,
  }));
  const counts = {
    inputTokens,
    outputTokens,
    ...inputDetails,
    ...outputDetails,
    ...inputModalities,
    ...cacheWritesByTtl,
    ...units,
  };
  for (const [bucket, count] of Object.entries(counts)) {
    must(count === undefined || (Number.isFinite(count) && count >= 0), 'usage', () => ({
      expected: `\`usage\`: ${bucket} to be a count, or absent`,
      got: shown(count),
      at,
    }));
  }
  const sums = [
    ['inputDetails', inputDetails, inputTokens, 'inputTokens'],
    ['outputDetails', outputDetails, outputTokens, 'outputTokens'],
    ['cacheWritesByTtl', cacheWritesByTtl, inputDetails?.cacheWrite, 'inputDetails.cacheWrite'],
  ] as const;
  for (const [name, buckets, total, totalName] of sums) {
    if (!buckets) continue;
    const sum = Object.values(buckets as Record<string, number | undefined>).reduce<number>(
      (all, one) => all + (one ?? 0),
      0,
    );
    must(sum === total, 'usage', () => ({
      expected: `\`usage.${name}\` to sum to \`${totalName}\` (${total})`,
      got: `${sum}: ${shown(buckets)}`,
      at,
    }));
  }
}
