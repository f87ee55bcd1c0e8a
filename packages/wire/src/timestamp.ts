// Points in time as vendors write them: RFC 3339, epoch seconds or milliseconds, HTTP dates.

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s*([Zz]|UTC|[+-]\d{2}:?\d{2})?)?$/;
// IMF-fixdate, its RFC 850 form with dashes and a two-digit year, and asctime: RFC 9110, section 5.6.7.
const httpDate = /^[A-Z][a-z]{2,8}, (\d{2})[ -]([A-Z][a-z]{2})[ -](\d{2}|\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Epoch milliseconds of a point in time, or undefined where the value is none. A time without a zone is taken as UTC.
 * A number (or numeral) is told by its size: up to 1e11 seconds, up to 1e14 milliseconds, then micro- and nanoseconds.
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === 'number') return epochMs(value);
  if (typeof value !== 'string' || value.length > 100) return undefined;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return epochMs(Number(text));
  return rfc3339Ms(text) ?? httpDateMs(text);
}

function epochMs(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  if (value < 1e17) return Math.round(value / 1e3);
  return Math.round(value / 1e6);
}

function rfc3339Ms(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = match;
  const dayMs = calendarMs(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (dayMs === undefined) return undefined;
  return dayMs + Math.floor(Number(`0.${fraction}`) * 1000) - zoneMs(zone);
}

function zoneMs(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function httpDateMs(text: string): number | undefined {
  const fixed = httpDate.exec(text);
  if (fixed !== null) {
    const [, day, month, year = '', hour, minute, second] = fixed;
    // RFC 850 wrote two digits; no vendor's clock shows the last century.
    const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
    return calendarMs(fullYear, monthIndex(month), Number(day), Number(hour), Number(minute), Number(second));
  }
  const old = asctime.exec(text);
  if (old === null) return undefined;
  const [, month, day, hour, minute, second, year] = old;
  return calendarMs(Number(year), monthIndex(month), Number(day), Number(hour), Number(minute), Number(second));
}

function monthIndex(name: string | undefined): number {
  return monthNames.indexOf(name ?? '');
}

/** Epoch milliseconds of a UTC date and time, or undefined where the calendar has no such day or the clock no such time. */
function calendarMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  const date = new Date(Date.UTC(year, month, day));
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month, day, hour, minute, second);
}
