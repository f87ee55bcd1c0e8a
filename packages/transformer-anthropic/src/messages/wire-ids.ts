// Names of tools and ids of calls in the characters that the wire takes.

/** Gives each name one spelling on the wire, and back. */
export interface WireNames {
  /** The name as it is sent. */
  sent(name: string): string;
  /** Sent spelling → the caller's, for those that differ. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Tools: letters, digits, `_` and `-`, at most 128. */
export const toolNames = (taken?: Iterable<string>): WireNames => wireNames(128, taken);

/** Calls: the same characters; other vendors' ids may have more. */
export const callIds = (): WireNames => wireNames(256);

function wireNames(maxLength: number, taken: Iterable<string> = []): WireNames {
  const renamed = new Map<string, string>();
  // Most requests name nothing.
  let spellings: Map<string, string> | undefined;
  let used: Set<string> | undefined;
  return {
    renamed,
    sent(name) {
      const known = spellings?.get(name);
      if (known !== undefined) return known;
      // Names that are right as they are keep their spelling, whatever comes before them.
      used ??= new Set(taken);
      const spelling = isWireName(name, maxLength) ? name : unusedSpelling(name, maxLength, used);
      (spellings ??= new Map()).set(name, spelling);
      used.add(spelling);
      if (spelling !== name) renamed.set(spelling, name);
      return spelling;
    },
  };
}

const isWireName = (name: string, maxLength: number): boolean =>
  name.length <= maxLength && /^[a-zA-Z0-9_-]+$/.test(name);

function unusedSpelling(name: string, maxLength: number, used: ReadonlySet<string>): string {
  const plain = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, maxLength) || '_';
  let spelling = plain;
  for (let attempt = 2; used.has(spelling); attempt++) {
    const suffix = `_${attempt}`;
    spelling = plain.slice(0, maxLength - suffix.length) + suffix;
  }
  return spelling;
}
