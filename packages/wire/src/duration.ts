// Durations as vendors write them: `6m0s`, `17ms`, `1h2m3.5s`, `34.07s`, `20`.

/** Milliseconds in a unit of Go's duration format; days and weeks are not Go's, but are sent. */
const unitMs: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3], // U+00B5 micro sign
  ['μs', 1e-3], // U+03BC Greek mu
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

export interface DurationOptions {
  /** The unit of a bare number: seconds (default, as in `retry-after`) or milliseconds (as in `retry-after-ms`). */
  bareUnit?: 's' | 'ms';
}

/**
 * Milliseconds of a duration, or undefined where the value is none. Takes a number, a numeral, and Go's and protobuf's
 * formats. Negative durations (a reset that has passed) are 0. Rounded to a thousandth of a millisecond.
 */
export function parseDuration(value: unknown, options: DurationOptions = {}): number | undefined {
  const bareMs = options.bareUnit === 'ms' ? 1 : 1000;
  if (typeof value === 'number') return Number.isFinite(value) ? durationMs(value * bareMs) : undefined;
  if (typeof value !== 'string' || value.length > 100) return undefined;
  const text = value.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return durationMs(Number(text) * bareMs);

  const negative = text.startsWith('-');
  const pieces = /^[+-]/.test(text) ? text.slice(1) : text;
  let totalMs = 0;
  let read = 0;
  for (const match of pieces.matchAll(/(\d+\.?\d*|\.\d+)\s*(ns|us|µs|μs|ms|s|m|h|d|w)\s*/gy)) {
    totalMs += Number(match[1]) * (unitMs.get(match[2] as string) as number);
    read += match[0].length;
  }
  if (read === 0 || read !== pieces.length) return undefined;
  return negative ? 0 : durationMs(totalMs);
}

function durationMs(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000) / 1000);
}
