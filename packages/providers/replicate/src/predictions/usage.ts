// Metrics → usage. Time on a machine is what most models are billed by.
import type { JsonObject, Usage, UsageUnits } from '@kit/core';
import { numberOf } from '@kit/wire';

export function usageOf(metrics: JsonObject | undefined): Usage | undefined {
  if (!metrics) return undefined;
  const inputTokens = numberOf(metrics.input_token_count);
  const outputTokens = numberOf(metrics.output_token_count);
  const units = unitsOf(metrics);
  if (inputTokens === undefined && outputTokens === undefined && !units) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(units && { units }),
    raw: metrics,
  };
}

/** Which model reports which is its own affair. */
const unitNames: readonly (readonly [unit: keyof UsageUnits, ...metrics: string[]])[] = [
  ['images', 'image_count', 'image_output_count'],
  ['videoSeconds', 'video_output_duration_seconds'],
  ['audioSeconds', 'audio_output_duration_seconds', 'audio_input_duration_seconds'],
  ['characters', 'character_input_count'],
  ['computeSeconds', 'predict_time'],
];

function unitsOf(metrics: JsonObject): UsageUnits | undefined {
  const units: { -readonly [K in keyof UsageUnits]: UsageUnits[K] } = {};
  for (const [unit, ...names] of unitNames) {
    const count = names.map((name) => numberOf(metrics[name])).find((value) => value !== undefined);
    if (count !== undefined) units[unit] = count;
  }
  return Object.keys(units).length > 0 ? units : undefined;
}
