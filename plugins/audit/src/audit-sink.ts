// Where records go. A sink only ever appends.
import type { AuditRecord } from './audit-record.ts';

export interface AuditSink {
  /** For events and errors: `file`, `postgres`, … */
  readonly name: string;
  /**
   * Writes all records, or rejects. After a rejection the same records come again: whoever cannot write all or nothing
   * tells doubles by their `id`. Never called again before it has settled.
   */
  append(records: readonly AuditRecord[]): Promise<void>;
  close?(): Promise<void>;
}
