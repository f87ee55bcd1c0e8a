// @kit/plugin-audit: who did what to which model with what outcome, in sinks that only append.

export { type AuditOptions, audit } from './audit.ts';
export type { AuditRecord } from './audit-record.ts';
export type { AuditSink } from './audit-sink.ts';
export { type FileSinkOptions, fileSink } from './file-sink.ts';
export { auditSchema, type PostgresSinkOptions, postgresSink, type QueryablePool } from './postgres-sink.ts';
