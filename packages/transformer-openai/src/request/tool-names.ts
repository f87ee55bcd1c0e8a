// Tool names that a vendor refuses are replaced on the way out and put back on the way in.
import type { Tool } from '@kit/core';

export interface ToolNames {
  toWire(name: string): string;
  /** Wire name → the caller's name, for those that differ; undefined when none does. */
  readonly renamed: ReadonlyMap<string, string> | undefined;
}

const asTheyAre: ToolNames = { toWire: (name) => name, renamed: undefined };

/** Names of at most `longest` letters, digits, `_` and `-`. Undefined: every name is taken as it is. */
export function toolNames(tools: readonly Tool[] | undefined, longest: number | undefined): ToolNames {
  if (longest === undefined) return asTheyAre;
  const functions = tools?.filter(({ type }) => type !== 'hosted');
  if (!functions || functions.every(({ name }) => isPlain(name, longest))) {
    return { toWire: (name) => (isPlain(name, longest) ? name : plainName(name, longest)), renamed: undefined };
  }
  const taken = new Set(functions.map(({ name }) => name).filter((name) => isPlain(name, longest)));
  const toWire = new Map<string, string>();
  const renamed = new Map<string, string>();
  for (const { name } of functions) {
    if (isPlain(name, longest)) continue;
    const wire = free(plainName(name, longest), taken, longest);
    taken.add(wire);
    toWire.set(name, wire);
    renamed.set(wire, name);
  }
  return {
    toWire: (name) => toWire.get(name) ?? (isPlain(name, longest) ? name : plainName(name, longest)),
    renamed,
  };
}

const plainCharacters = /^[a-zA-Z0-9_-]+$/;

function isPlain(name: string, longest: number): boolean {
  return name.length <= longest && plainCharacters.test(name);
}

function plainName(name: string, longest: number): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, longest) || 'tool';
}

function free(name: string, taken: ReadonlySet<string>, longest: number): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++)
    candidate = `${name.slice(0, longest - String(number).length - 1)}_${number}`;
  return candidate;
}
