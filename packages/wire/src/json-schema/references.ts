// Following `$ref`: JSON pointers into the same document, never further.

import { isRecord } from '../json.ts';

/** The value at a JSON pointer written as a URI fragment (`#`, `#/$defs/Node`), or undefined where there is none. */
export function resolveReference(root: unknown, reference: string): unknown {
  if (reference === '#' || reference === '') return root;
  if (!reference.startsWith('#/')) return undefined;
  let value: unknown = root;
  for (const segment of reference.slice(2).split('/')) {
    const key = unescapeSegment(segment);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The name of a definition that a reference points at directly, in `$defs` or in `definitions` (drafts before 2019). */
export function definitionName(reference: string): string | undefined {
  const match = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference);
  return match === null ? undefined : unescapeSegment(match[1] as string);
}

/** A JSON pointer one step deeper. */
export function pointer(path: string, ...steps: readonly (string | number)[]): string {
  return path + steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/**
 * Whether following the document's references leads around in a circle. A document too large to tell (beyond 100,000
 * visited values) counts as recursive.
 */
export function hasRecursion(root: unknown): boolean {
  const finished = new Set<string>();
  // The root is open from the start: whatever refers to it is inside it.
  const open = new Set<string>(['#']);
  const budget = { visits: 100_000 };
  const stack: { reference: string; targets: string[] }[] = [{ reference: '#', targets: referencesIn(root, budget) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const reference = top.targets.pop();
    if (reference === undefined) {
      stack.pop();
      open.delete(top.reference);
      finished.add(top.reference);
    } else if (open.has(reference) || budget.visits <= 0) {
      return true;
    } else if (!finished.has(reference)) {
      open.add(reference);
      stack.push({ reference, targets: referencesIn(resolveReference(root, reference), budget) });
    }
  }
  return budget.visits <= 0;
}

/** The references a schema makes itself, without following them and without its definitions. */
function referencesIn(schema: unknown, budget: { visits: number }): string[] {
  const found: string[] = [];
  const waiting: unknown[] = [schema];
  while (waiting.length > 0 && budget.visits-- > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) for (const item of value) waiting.push(item);
    else if (isRecord(value)) {
      if (typeof value.$ref === 'string') found.push(value.$ref);
      for (const [keyword, child] of Object.entries(value)) {
        if (keyword !== '$defs' && keyword !== 'definitions') waiting.push(child);
      }
    }
  }
  return found;
}

function unescapeSegment(segment: string): string {
  let decoded = segment;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    // A lone percent sign: the segment means itself.
  }
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}
