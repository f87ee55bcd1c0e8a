// A record as JSON text that files and databases take, whatever a call said of itself: one that cannot be written would stand
// in the way of all others for ever.
import type { AuditRecord } from './audit-record.ts';

/** Numbers that JSON has not become text. Fields that cannot be written are left out, and named in `unwritable`. */
export function recordText(record: AuditRecord): string {
  try {
    return tidy(JSON.stringify(record, plain));
  } catch {
    const unwritable: string[] = [];
    const written = Object.entries(record).filter(([name, value]) => {
      if (!isWritable(value)) unwritable.push(name);
      return !unwritable.includes(name);
    });
    return tidy(JSON.stringify({ ...Object.fromEntries(written), unwritable }, plain));
  }
}

function isWritable(value: unknown): boolean {
  try {
    JSON.stringify(value, plain);
    return true;
  } catch {
    return false;
  }
}

const plain = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** PostgreSQL's JSON takes neither NUL nor half of a surrogate pair. An escaped backslash is none of their beginnings. */
function tidy(json: string): string {
  return json.replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (found) => {
    if (found === '\\\\') return found;
    return found === '\\u0000' ? '\u2400' : '\ufffd';
  });
}
