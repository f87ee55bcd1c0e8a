// Where entries go: a function, a logger such as pino's, or JSON lines on the console.
import type { LogEntry, LogLevel } from './log-entry.ts';

type LogMethod = (fields: object, message: string) => void;

/** What pino, bunyan and their like have in common. */
export type Logger = { readonly [L in LogLevel]: LogMethod };

export type WriteEntry = (entry: LogEntry) => void;

export function outlet(to: WriteEntry | Logger | undefined): WriteEntry {
  if (typeof to === 'function') return to;
  if (!to) return toConsole;
  return ({ level, message, time: _time, ...fields }) => to[level](fields, message);
}

function toConsole(entry: LogEntry): void {
  const { console } = globalThis;
  console[entry.level](JSON.stringify({ ...entry, time: new Date(entry.time).toISOString() }));
}

export function isOutlet(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return ['debug', 'info', 'warn', 'error'].every((level) => typeof Reflect.get(value, level) === 'function');
}
