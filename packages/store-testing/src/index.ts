// @kit/store-testing: real servers, cut connections and processes that die. Not published.

export { type CutProxy, cutProxy } from './cut-proxy.ts';
export { hasRedis, type OwnRedis, ownRedis } from './own-redis.ts';
export { runScript, type Script } from './run-script.ts';
export { postgresURL, redisURL, skipped } from './servers.ts';
export { slowStore } from './slow-store.ts';
