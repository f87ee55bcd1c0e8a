// @kit/store-postgres: the shared store in PostgreSQL.

export type { RunQuery } from './connection.ts';
export { type PostgresStoreOptions, postgresStore } from './postgres-store.ts';
export { postgresSchema } from './schema.ts';
