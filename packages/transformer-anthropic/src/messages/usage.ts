// Usage: this wire counts uncached input apart from cache reads and writes; output includes thinking.
import { inputPartition, type JsonValue, outputPartition, type Usage } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, recordOf } from '@kit/wire';

/** The wire's usage object as a partition; undefined where it states nothing. */
export function decodeUsage(raw: unknown, state: Usage['state'] = 'reported'): Usage | undefined {
  if (!isRecord(raw) || isEmpty(raw)) return undefined;
  const uncached = countOf(raw.input_tokens);
  const cacheRead = countOf(raw.cache_read_input_tokens);
  const cacheWrite = countOf(raw.cache_creation_input_tokens);
  const isStated = uncached !== undefined || cacheRead !== undefined || cacheWrite !== undefined;
  const inputTokens = isStated ? (uncached ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0) : undefined;
  const inputDetails = uncached === undefined ? undefined : inputPartition(inputTokens, { cacheRead, cacheWrite });
  const outputTokens = countOf(raw.output_tokens);
  const reasoning = countOf(recordOf(raw.output_tokens_details)?.thinking_tokens);
  const outputDetails = outputPartition(outputTokens, { reasoning });
  const cacheWritesByTtl = writesByTtl(raw, cacheWrite);
  const searches = countOf(recordOf(raw.server_tool_use)?.web_search_requests);
  const usage: { -readonly [F in keyof Usage]: Usage[F] } = { state, raw: raw as JsonValue };
  if (inputTokens !== undefined) usage.inputTokens = inputTokens;
  if (outputTokens !== undefined) usage.outputTokens = outputTokens;
  if (inputDetails) usage.inputDetails = inputDetails;
  if (outputDetails) usage.outputDetails = outputDetails;
  if (cacheWritesByTtl) usage.cacheWritesByTtl = cacheWritesByTtl;
  if (searches !== undefined) usage.units = { searches };
  return usage;
}

function isEmpty(record: JsonRecord): boolean {
  for (const _ in record) return false;
  return true;
}

const countOf = (value: unknown): number | undefined => {
  const count = numberOf(value);
  return count === undefined || count < 0 ? undefined : count;
};

// `ephemeral_5m_input_tokens`
const ttlStart = 'ephemeral_';
const ttlEnd = '_input_tokens';

function writesByTtl(raw: JsonRecord, total: number | undefined): Record<string, number> | undefined {
  const kinds = recordOf(raw.cache_creation);
  if (!kinds) return undefined;
  const writes: Record<string, number> = {};
  let sum = 0;
  for (const name in kinds) {
    const count = countOf(kinds[name]);
    if (count === undefined || !name.startsWith(ttlStart) || !name.endsWith(ttlEnd)) continue;
    writes[name.slice(ttlStart.length, -ttlEnd.length)] = count;
    sum += count;
  }
  return Object.keys(writes).length > 0 && sum === total ? writes : undefined;
}

/** Usage of a stream: each event's numbers replace the earlier ones; a null says nothing. */
export function mergeUsage(earlier: JsonRecord | undefined, later: unknown): JsonRecord | undefined {
  if (!isRecord(later)) return earlier;
  const stated = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries([...Object.entries(earlier ?? {}), ...stated]);
}
