// @kit/store-redis: the shared store in Redis or Valkey.

export type { SendCommand } from './connection.ts';
export { type RedisStoreOptions, redisStore } from './redis-store.ts';
