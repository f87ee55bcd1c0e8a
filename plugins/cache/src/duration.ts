// Durations: milliseconds, or a number with its unit.
import { KitError } from '@kit/core';

/** Milliseconds, or text such as `'90s'`, `'10m'`, `'24h'`, `'30d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a duration has to be, if the value is none. */
export function checkDuration(value: unknown): string | undefined {
  return readDuration(value) === undefined
    ? 'a duration above 0: milliseconds, or text such as "10m", "24h"'
    : undefined;
}

/** @throws KitError `config` that names the option. */
export function durationMs(value: Duration, owner: string, field: string): number {
  const readMs = readDuration(value);
  if (readMs !== undefined) return readMs;
  throw new KitError('config', `${owner}: \`${field}\` must be ${checkDuration(value)}.`, { field });
}

function readDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? value : undefined;
  const [, count, unit] = typeof value === 'string' ? (/^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(value) ?? []) : [];
  const readMs = Number(count) * (unitMs[unit ?? ''] ?? Number.NaN);
  return readMs > 0 ? readMs : undefined;
}
