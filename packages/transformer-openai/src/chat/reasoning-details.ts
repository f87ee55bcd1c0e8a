// OpenRouter's `reasoning_details`: fragments of a stream, put together as the complete reply has them.
import { arrayOf, isRecord, type JsonRecord } from '@kit/wire';

/** Fields that arrive in pieces; of the others the last one counts. */
const pieces: ReadonlySet<string> = new Set(['text', 'summary', 'data']);

/** Adds fragments to the details so far: those of one type and index belong together, neighbours without an index too. */
export function mergeReasoningDetails(details: JsonRecord[], fragments: unknown): void {
  for (const fragment of arrayOf(fragments)) {
    if (!isRecord(fragment)) continue;
    const at = placeOf(details, fragment);
    const known = at < 0 ? undefined : details[at];
    if (known) details[at] = merged(known, fragment);
    else details.push(fragment);
  }
}

function placeOf(details: readonly JsonRecord[], { index, type, id }: JsonRecord): number {
  const last = details.length - 1;
  for (let at = last; at >= 0; at--) {
    const known = details[at] as JsonRecord;
    if (known.type !== type || known.index !== index) continue;
    if (index === undefined && at !== last) return -1;
    // Encrypted blocks come whole; two ids are two blocks.
    return id !== undefined && id !== null && known.id !== undefined && known.id !== null && known.id !== id ? -1 : at;
  }
  return -1;
}

function merged(known: JsonRecord, fragment: JsonRecord): JsonRecord {
  const result: Record<string, unknown> = { ...known };
  for (const [field, value] of Object.entries(fragment)) {
    if (value === null || value === undefined) continue;
    const before = known[field];
    result[field] =
      pieces.has(field) && typeof value === 'string' && typeof before === 'string' ? before + value : value;
  }
  return result;
}
