// @kit/plugin-ratelimit: keeps calls within limits of requests, tokens and concurrency.

export type { RateLimits } from './limits.ts';
export { ratelimit } from './ratelimit.ts';
export type { RatelimitLearnOptions, RatelimitOptions, RatelimitQueueOptions } from './ratelimit-options.ts';
