// Usage: a partition of the tokens, whatever convention the vendor counts by.
import type { JsonValue } from '../json.ts';

/**
 * Tokens and other units that a call used.
 *
 * `inputDetails` and `outputDetails` are partitions: the buckets that are present sum to the total.
 * A bucket that the vendor does not state is absent; a partition that would not add up is absent as a whole.
 */
export interface Usage {
  /** `reported` by the vendor; `partial`: the stream ended before the vendor's last word; `estimated` by kit. */
  readonly state: 'reported' | 'partial' | 'estimated';
  /** All input tokens, cached ones included. */
  readonly inputTokens?: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number;
  readonly inputDetails?: InputTokenDetails;
  readonly outputDetails?: OutputTokenDetails;
  /** Input tokens by kind of media, where the vendor tells. */
  readonly inputModalities?: Readonly<Partial<Record<Modality, number>>>;
  /** Cache writes by time to live (`'5m'`, `'1h'`, …); they sum to `inputDetails.cacheWrite`. */
  readonly cacheWritesByTtl?: Readonly<Record<string, number>>;
  readonly units?: UsageUnits;
  /** What is charged for, where the vendor counts something else: its own hidden prompt is seen but not billed, say. */
  readonly billed?: BilledUsage;
  /** The vendor's own usage object, unchanged. */
  readonly raw?: JsonValue;
}

export type BilledUsage = Pick<Usage, 'inputTokens' | 'outputTokens' | 'units'>;

export type Modality = 'text' | 'audio' | 'image' | 'video' | 'document';

export interface InputTokenDetails {
  readonly uncached?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

export interface OutputTokenDetails {
  readonly text?: number;
  readonly reasoning?: number;
  readonly audio?: number;
  readonly image?: number;
}

/** What is billed by other measures than tokens. */
export interface UsageUnits {
  readonly audioSeconds?: number;
  readonly videoSeconds?: number;
  readonly characters?: number;
  /** Made, or looked at where that is all that the model does. */
  readonly images?: number;
  /** Looked at, where each has a price beside the tokens. */
  readonly inputImages?: number;
  readonly searches?: number;
  readonly pages?: number;
  readonly requests?: number;
  /** Seconds on the vendor's machine. */
  readonly computeSeconds?: number;
}

/**
 * The input side of a partition from a total that **includes** cached tokens (OpenAI, Gemini).
 * Absent when the vendor states no bucket or the buckets exceed the total.
 */
export function inputPartition(
  total: number | undefined,
  { cacheRead, cacheWrite }: { cacheRead?: number | undefined; cacheWrite?: number | undefined },
): InputTokenDetails | undefined {
  if (total === undefined || (cacheRead === undefined && cacheWrite === undefined)) return undefined;
  const uncached = total - (cacheRead ?? 0) - (cacheWrite ?? 0);
  if (uncached < 0) return undefined;
  return { uncached, ...(cacheRead !== undefined && { cacheRead }), ...(cacheWrite !== undefined && { cacheWrite }) };
}

/** The output side of a partition from a total that includes every bucket; the rest is text. */
export function outputPartition(
  total: number | undefined,
  buckets: { reasoning?: number | undefined; audio?: number | undefined; image?: number | undefined },
): OutputTokenDetails | undefined {
  const { reasoning, audio, image } = buckets;
  if (total === undefined || (reasoning === undefined && audio === undefined && image === undefined)) return undefined;
  const text = total - (reasoning ?? 0) - (audio ?? 0) - (image ?? 0);
  if (text < 0) return undefined;
  return {
    text,
    ...(reasoning !== undefined && { reasoning }),
    ...(audio !== undefined && { audio }),
    ...(image !== undefined && { image }),
  };
}

/** Adds usages of several calls (lost attempts, hedges, tool loops). Partitions survive only if all have them. */
export function addUsage(...usages: readonly (Usage | undefined)[]): Usage | undefined {
  const present = usages.filter((usage) => usage !== undefined);
  const [first, ...rest] = present;
  if (first === undefined || rest.length === 0) return first;
  const sum: { -readonly [K in keyof Usage]: Usage[K] } = { state: worstState(present) };
  const inputTokens = addNumbers(present.map((usage) => usage.inputTokens));
  if (inputTokens !== undefined) sum.inputTokens = inputTokens;
  const outputTokens = addNumbers(present.map((usage) => usage.outputTokens));
  if (outputTokens !== undefined) sum.outputTokens = outputTokens;
  const inputDetails = addPartitions(present, (usage) => [usage.inputTokens, usage.inputDetails]);
  if (inputDetails) sum.inputDetails = inputDetails;
  const outputDetails = addPartitions(present, (usage) => [usage.outputTokens, usage.outputDetails]);
  if (outputDetails) sum.outputDetails = outputDetails;
  const inputModalities = addRecords(present.map((usage) => usage.inputModalities));
  if (inputModalities) sum.inputModalities = inputModalities;
  const cacheWritesByTtl = addRecords(present.map((usage) => usage.cacheWritesByTtl));
  // Writes of which one call does not state the time to live cannot be split.
  if (cacheWritesByTtl && total(cacheWritesByTtl) === inputDetails?.cacheWrite) sum.cacheWritesByTtl = cacheWritesByTtl;
  const units = addRecords(present.map((usage) => usage.units as Record<string, number> | undefined));
  if (units) sum.units = units;
  const billed = addBilled(present);
  if (billed) sum.billed = billed;
  return sum;
}

/** Usages that do not say otherwise are billed as they were counted. */
function addBilled(usages: readonly Usage[]): BilledUsage | undefined {
  if (!usages.some((usage) => usage.billed)) return undefined;
  const billed = usages.map((usage) => usage.billed ?? usage);
  const inputTokens = addNumbers(billed.map((usage) => usage.inputTokens));
  const outputTokens = addNumbers(billed.map((usage) => usage.outputTokens));
  const units = addRecords(billed.map((usage) => usage.units as Record<string, number> | undefined));
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(units && { units }),
  };
}

function worstState(usages: readonly Usage[]): Usage['state'] {
  if (usages.some((usage) => usage.state === 'estimated')) return 'estimated';
  return usages.some((usage) => usage.state === 'partial') ? 'partial' : 'reported';
}

function addNumbers(values: readonly (number | undefined)[]): number | undefined {
  let sum: number | undefined;
  for (const value of values) if (value !== undefined) sum = (sum ?? 0) + value;
  return sum;
}

function addPartitions<D extends object>(
  usages: readonly Usage[],
  side: (usage: Usage) => [total: number | undefined, details: D | undefined],
): D | undefined {
  const counted = usages.map(side).filter(([total]) => total !== undefined && total > 0);
  if (counted.length === 0 || counted.some(([, details]) => details === undefined)) return undefined;
  return addRecords(counted.map(([, details]) => details as Record<string, number> | undefined)) as D | undefined;
}

const total = (record: Readonly<Record<string, number>>) =>
  Object.values(record).reduce((sum, count) => sum + count, 0);

function addRecords(records: readonly (Readonly<Record<string, number | undefined>> | undefined)[]) {
  const sum: Record<string, number> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record ?? {}))
      if (value !== undefined) sum[key] = (sum[key] ?? 0) + value;
  }
  return Object.keys(sum).length > 0 ? sum : undefined;
}
