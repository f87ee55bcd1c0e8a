// Canonical text of a value: equal for equal values, whatever the order of their keys; undefined fields do not count.

const DEEPEST = 200;

/** Undefined if the value cannot be written down: a stream that is read once, a function, a cycle. */
export function canonical(value: unknown): string | undefined {
  return write(value, 0);
}

function write(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      // JSON has no NaN, and -0 is 0 on every wire.
      return Number.isFinite(value) ? JSON.stringify(value) : `#${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `#${value}n`;
    case 'undefined':
      return 'null';
    case 'object':
      if (value === null) return 'null';
      if (depth > DEEPEST) return undefined;
      return Array.isArray(value) ? writeList(value, depth) : writeObject(value, depth);
    default:
      return undefined;
  }
}

function writeList(items: readonly unknown[], depth: number): string | undefined {
  let out = '[';
  for (const item of items) {
    const text = write(item, depth + 1);
    if (text === undefined) return undefined;
    out += `${text},`;
  }
  return `${out}]`;
}

function writeObject(value: object, depth: number): string | undefined {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    // Bytes are told apart from text that spells them.
    if (value instanceof Uint8Array) return `#${hex(value)}`;
    if (value instanceof Date || value instanceof URL) return JSON.stringify(value.toJSON());
    // Plain objects of another realm are plain objects.
    if (Object.getPrototypeOf(prototype) !== null) return undefined;
  }
  if (Symbol.asyncIterator in value || Symbol.iterator in value) return undefined;
  let out = '{';
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined) continue;
    const text = write(field, depth + 1);
    if (text === undefined) return undefined;
    out += `${JSON.stringify(key)}:${text},`;
  }
  return `${out}}`;
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
