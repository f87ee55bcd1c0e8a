// Usage: cached tokens stand beside `inputTokens`; the total tells where it is otherwise.
import { inputPartition, type JsonValue, type Usage } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export function usageOf(raw: JsonRecord | undefined): Usage | undefined {
  if (!raw) return undefined;
  const input = numberOf(raw.inputTokens);
  const outputTokens = numberOf(raw.outputTokens);
  if (input === undefined && outputTokens === undefined) return undefined;
  const cacheRead = numberOf(raw.cacheReadInputTokens);
  const cacheWrite = numberOf(raw.cacheWriteInputTokens);
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const includes =
    cached > 0 && numberOf(raw.totalTokens) === (input ?? 0) + (outputTokens ?? 0) && cached <= (input ?? 0);
  const inputTokens = input === undefined ? undefined : includes ? input : input + cached;
  const inputDetails = inputPartition(inputTokens, { cacheRead, cacheWrite });
  const byTtl = writesByTtl(raw.cacheDetails, cacheWrite);
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(inputDetails && { inputDetails }),
    ...(byTtl && { cacheWritesByTtl: byTtl }),
    raw: raw as JsonValue,
  };
}

/** Only where they add up to what was written. */
function writesByTtl(details: unknown, written: number | undefined): Record<string, number> | undefined {
  const writes: Record<string, number> = {};
  let sum = 0;
  for (const detail of arrayOf(details).map(recordOf)) {
    const ttl = stringOf(detail?.ttl);
    const tokens = numberOf(detail?.inputTokens);
    if (ttl === undefined || tokens === undefined) continue;
    writes[ttl] = (writes[ttl] ?? 0) + tokens;
    sum += tokens;
  }
  return sum > 0 && sum === written ? writes : undefined;
}
