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

  const signed = text.startsWith('-') || text.startsWith('+');
  const totalMs = sumOfUnits(signed ? text.slice(1) : text);
  if (totalMs === undefined) return undefined;
  return text.startsWith('-') ? 0 : durationMs(totalMs);
}

/** `1h2m3.5s`: numbers, each with its unit. */
function sumOfUnits(text: string): number | undefined {
  let totalMs = 0;
  for (let at = 0; at < text.length; ) {
    const unitAt = endOf(at, text, isNumeral);
    const nextAt = endOf(unitAt, text, isNoNumeral);
    const unit = unitMs.get(text.slice(unitAt, nextAt).trim());
    const count = unitAt === at ? Number.NaN : Number(text.slice(at, unitAt));
    if (unit === undefined || Number.isNaN(count)) return undefined;
    totalMs += count * unit;
    at = nextAt;
  }
  return text === '' ? undefined : totalMs;
}

function endOf(start: number, text: string, belongs: (code: number) => boolean): number {
  let at = start;
  while (at < text.length && belongs(text.charCodeAt(at))) at++;
  return at;
}

const DOT = 46;
const isNumeral = (code: number) => (code >= 48 && code <= 57) || code === DOT;
const isNoNumeral = (code: number) => !isNumeral(code);

function durationMs(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000) / 1000);
}
