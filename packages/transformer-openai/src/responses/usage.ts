// Usage of the responses wire as a partition.
import { inputPartition, type JsonValue, outputPartition, type Usage } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { inputModalities, unitsOf } from '../reply/usage-extras.ts';

/** Cached and written tokens are inside the input, reasoning inside the output; where the total says otherwise, beside it. */
export function responsesUsage(value: unknown): Usage | undefined {
  const raw = recordOf(value);
  if (!raw) return undefined;
  const input = numberOf(raw.input_tokens);
  const output = outputTokens(raw);
  if (input === undefined && output === undefined) return undefined;
  const inputDetails = recordOf(raw.input_tokens_details) ?? {};
  const outputDetails = recordOf(raw.output_tokens_details) ?? {};
  const cached = inputPartition(input, {
    cacheRead: numberOf(inputDetails.cached_tokens),
    cacheWrite: numberOf(inputDetails.cache_write_tokens),
  });
  const reasoning = outputPartition(output, { reasoning: numberOf(outputDetails.reasoning_tokens) });
  const modalities = inputModalities(inputDetails);
  const ttls = writesByTtl(inputDetails);
  const units = unitsOf(raw);
  return {
    state: 'reported',
    ...(input !== undefined && { inputTokens: input }),
    ...(output !== undefined && { outputTokens: output }),
    ...(cached && { inputDetails: cached }),
    ...(reasoning && { outputDetails: reasoning }),
    ...(modalities && { inputModalities: modalities }),
    ...(ttls && { cacheWritesByTtl: ttls }),
    ...(units && { units }),
    raw: raw as JsonValue,
  };
}

function outputTokens(raw: JsonRecord): number | undefined {
  const output = numberOf(raw.output_tokens);
  const reasoning = numberOf(recordOf(raw.output_tokens_details)?.reasoning_tokens) ?? 0;
  if (output === undefined) return undefined;
  const beside =
    reasoning > output ||
    (reasoning > 0 && numberOf(raw.total_tokens) === (numberOf(raw.input_tokens) ?? 0) + output + reasoning);
  return beside ? output + reasoning : output;
}

/** `cache_write_tokens_details: { ttl_30m_tokens, ttl_12h_tokens }`. */
function writesByTtl(details: JsonRecord): Readonly<Record<string, number>> | undefined {
  const stated = recordOf(details.cache_write_tokens_details);
  if (!stated) return undefined;
  const writes: Record<string, number> = {};
  for (const [name, value] of Object.entries(stated)) {
    const tokens = numberOf(value);
    const [, ttl] = /^ttl_(\w+?)_tokens$/.exec(name) ?? [];
    if (ttl !== undefined && tokens) writes[ttl] = tokens;
  }
  return Object.keys(writes).length > 0 ? writes : undefined;
}
