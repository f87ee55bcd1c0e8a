// @kit/plugin-batcher: joins concurrent embed calls into one request.

export { batcher } from './batcher.ts';
export type { BatcherOptions } from './batcher-options.ts';
