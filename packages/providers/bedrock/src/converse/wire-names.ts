// Names of tools and ids of their calls in the form that the wire wants: letters, digits, `_` and `-`, at most 64.

export interface ToolNames {
  /** The name to be sent. */
  sent(name: string): string;
  /** Sent name → the caller's name, where they differ. */
  readonly renamed: ReadonlyMap<string, string>;
}

export interface CallIds {
  sent(id: string): string;
}

const form = /^[a-zA-Z0-9_-]{1,64}$/;

export function toolNames(): ToolNames {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  const renamed = new Map<string, string>();
  return {
    renamed,
    sent(name) {
      const before = known.get(name);
      if (before !== undefined) return before;
      const sent = unused(form.test(name) ? name : tidied(name, 'tool'), taken);
      known.set(name, sent);
      taken.add(sent);
      if (sent !== name) renamed.set(sent, name);
      return sent;
    },
  };
}

/** `nine`: Mistral wants nine letters or digits. A call and its result get the same id. */
export function callIds(kind: 'any' | 'nine'): CallIds {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return {
    sent(id) {
      const before = known.get(id);
      if (before !== undefined) return before;
      const sent = kind === 'nine' ? nine(id, taken) : unused(form.test(id) ? id : tidied(id, 'call'), taken);
      known.set(id, sent);
      taken.add(sent);
      return sent;
    },
  };
}

const tidied = (name: string, otherwise: string) => name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || otherwise;

function unused(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let attempt = 2; taken.has(candidate); attempt++) {
    const suffix = `_${attempt}`;
    candidate = name.slice(0, 64 - suffix.length) + suffix;
  }
  return candidate;
}

function nine(id: string, taken: ReadonlySet<string>): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id) && !taken.has(id)) return id;
  for (let salt = 0; ; salt++) {
    const candidate = hashed(`${salt}${id}`);
    if (!taken.has(candidate)) return candidate;
  }
}

/** Nine digits of base 36 from two FNV-1a hashes: the same for the same id in every request. */
function hashed(text: string): string {
  let first = 0x811c9dc5;
  let second = 0xcbf29ce4;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    first = Math.imul(first ^ unit, 0x01000193) >>> 0;
    second = Math.imul(second ^ unit, 0x01000197) >>> 0;
  }
  return (first.toString(36) + second.toString(36).padStart(7, '0')).padStart(9, '0').slice(-9);
}
