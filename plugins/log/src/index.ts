// @kit/plugin-log: structured logs of calls and of what happens beside them.

export { type LogOptions, log } from './log.ts';
export type { LevelRules, LogEntry, LogLevel } from './log-entry.ts';
export type { Logger, WriteEntry } from './outlet.ts';
