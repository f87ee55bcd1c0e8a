// One line of a log: plain data, redacted.
import type { EventName } from '@kit/core';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Always there: `time`, `level`, `event` and `message`. The rest as far as it is known. */
export interface LogEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  /** `call-begin`, `call-end`, or the name of an event of the pipeline: `retry`, `fallback`, … */
  readonly event: string;
  readonly message: string;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly operation?: string;
  readonly [field: string]: unknown;
}

/** Events that somebody should see, and those that only explain. Others, also unknown ones, are `info`. */
const eventLevels: Readonly<Record<string, LogLevel>> = {
  retry: 'warn',
  fallback: 'warn',
  'rate-limited': 'warn',
  'key-cooldown': 'warn',
  'breaker-transition': 'warn',
  'store-unavailable': 'warn',
  'budget-warning': 'warn',
  'budget-exceeded': 'warn',
  warning: 'warn',
  'observer-error': 'error',
  'cache-hit': 'debug',
  'cache-miss': 'debug',
  'token-refresh': 'debug',
  hedge: 'debug',
  'hedge-settled': 'debug',
  route: 'debug',
};

export type LevelRules = Readonly<Record<string, LogLevel | false>>;

export function eventLevel(name: EventName | (string & {}), rules: LevelRules): LogLevel | false {
  return (Object.hasOwn(rules, name) ? rules[name] : eventLevels[name]) ?? 'info';
}

/** By the error's code, then by how the call ended. */
export function outcomeLevel(status: string, code: string | undefined, rules: LevelRules): LogLevel | false {
  if (code !== undefined && Object.hasOwn(rules, code)) return rules[code] as LogLevel | false;
  if (Object.hasOwn(rules, status)) return rules[status] as LogLevel | false;
  return status === 'failed' ? 'error' : 'info';
}

export function isLoud(level: LogLevel | false, least: LogLevel): level is LogLevel {
  return level !== false && logLevels.indexOf(level) >= logLevels.indexOf(least);
}
