// Canonical text of a value: equal for equal values, whatever the order of their keys; undefined fields do not count.

const DEEPEST = 200;

/** Undefined if the value cannot be written down: a stream that is read once, a function, a cycle. */
export function canonical(value: unknown): string | undefined {
  const out: string[] = [];
  return write(value, out, 0) ? out.join('') : undefined;
}

function write(value: unknown, out: string[], depth: number): boolean {
  if (depth > DEEPEST) return false;
  switch (typeof value) {
    case 'string':
      return append(out, JSON.stringify(value));
    case 'number':
      // JSON has no NaN, and -0 is 0 on every wire.
      return append(out, Number.isFinite(value) ? JSON.stringify(value) : `#${value}`);
    case 'boolean':
      return append(out, value ? 'true' : 'false');
    case 'bigint':
      return append(out, `#${value}n`);
    case 'undefined':
      return append(out, 'null');
    case 'object':
      return value === null ? append(out, 'null') : writeObject(value, out, depth);
    default:
      return false;
  }
}

function writeObject(value: object, out: string[], depth: number): boolean {
  if (Array.isArray(value)) {
    append(out, '[');
    for (const item of value) if (!write(item, out, depth + 1) || !append(out, ',')) return false;
    return append(out, ']');
  }
  // Bytes are told apart from text that spells them.
  if (value instanceof Uint8Array) return append(out, `#${hex(value)}`);
  if (value instanceof Date || value instanceof URL) return append(out, JSON.stringify(value.toJSON()));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) return false;
  if (Symbol.asyncIterator in value || Symbol.iterator in value) return false;
  append(out, '{');
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined) continue;
    append(out, `${JSON.stringify(key)}:`);
    if (!write(field, out, depth + 1)) return false;
    append(out, ',');
  }
  return append(out, '}');
}

function append(out: string[], text: string): true {
  out.push(text);
  return true;
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
