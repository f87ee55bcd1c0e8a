// Function names as Gemini takes them: letters, digits and `_ . : -`, a letter or `_` first. Others are spelled anew,
// and what comes back gets its own name again.

export interface ToolNames {
  /** The name on the wire. */
  toWire(name: string): string;
  /** The caller's name. */
  fromWire(name: string): string;
}

export function toolNames(maxLength: number): ToolNames {
  const spelled = new Map<string, string>();
  const original = new Map<string, string>();
  return {
    toWire(name) {
      const known = spelled.get(name);
      if (known !== undefined) return known;
      const wire = unique(spell(name, maxLength), maxLength, (candidate) => original.has(candidate));
      spelled.set(name, wire);
      original.set(wire, name);
      return wire;
    },
    fromWire: (name) => original.get(name) ?? name,
  };
}

function spell(name: string, maxLength: number): string {
  const clean = name.replace(/[^A-Za-z0-9_.:-]/g, '_');
  return (/^[A-Za-z_]/.test(clean) ? clean : `_${clean}`).slice(0, maxLength);
}

function unique(name: string, maxLength: number, taken: (name: string) => boolean): string {
  let candidate = name;
  for (let count = 2; taken(candidate); count++) {
    const suffix = `_${count}`;
    candidate = name.slice(0, maxLength - suffix.length) + suffix;
  }
  return candidate;
}
