// The known name that a mistyped one probably meant.

/** The nearest of `known` within a third of the name's length in edits; undefined if none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  let best: { name: string; edits: number } | undefined;
  for (const candidate of known) {
    if (candidate.toLowerCase() === name.toLowerCase()) return candidate;
    if (Math.abs(candidate.length - name.length) > most) continue;
    const edits = editDistance(name, candidate);
    if (edits <= most && (!best || edits < best.edits)) best = { name: candidate, edits };
  }
  return best?.name;
}

// Levenshtein's distance, where two neighbours that changed places are one edit. Names are short; a hostile one is cut.
function editDistance(left: string, right: string): number {
  const from = left.slice(0, 64);
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, over) => over);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let over = 1; over <= right.length; over++) {
      const same = from[at - 1] === right[over - 1] ? 0 : 1;
      const edits = [(next[over - 1] ?? 0) + 1, (row[over] ?? 0) + 1, (row[over - 1] ?? 0) + same];
      if (at > 1 && over > 1 && from[at - 1] === right[over - 2] && from[at - 2] === right[over - 1]) {
        edits.push((before[over - 2] ?? 0) + 1);
      }
      next.push(Math.min(...edits));
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 0;
}
