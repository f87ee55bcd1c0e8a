// @kit/plugin-timeout: deadlines for what stands inside of it.

export type { Duration } from './duration.ts';
export { timeout } from './timeout.ts';
export type { TimeoutDeadlines, TimeoutOptions } from './timeout-options.ts';
