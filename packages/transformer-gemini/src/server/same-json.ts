// Whether two pieces of a request say the same, however their keys are spelled.
import { isRecord } from '@kit/wire';
import { camelCase } from './spelling.ts';

/** Fields whose content is the caller's: its keys are left alone. */
const contents: ReadonlySet<string> = new Set([
  'parameters',
  'parametersJsonSchema',
  'responseSchema',
  'responseJsonSchema',
  'args',
  'response',
]);
/** Two names for one thing: the vendor's schema dialect and JSON Schema. */
const aliases: Readonly<Record<string, string>> = {
  parametersJsonSchema: 'parameters',
  responseJsonSchema: 'responseSchema',
};

export function sameRequest(one: unknown, other: unknown): boolean {
  return sameJson(canonical(one), canonical(other));
}

export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => sameJson(item, other[at]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one).filter((key) => one[key] !== undefined);
  if (keys.length !== Object.keys(other).filter((key) => other[key] !== undefined).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  const spelled: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined) continue;
    const name = camelCase(key);
    spelled[Object.hasOwn(aliases, name) ? (aliases[name] as string) : name] = contents.has(name)
      ? withLowerTypes(item)
      : canonical(item);
  }
  return spelled;
}

/** A schema with its types in small letters, as JSON Schema has them. */
export function withLowerTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLowerTypes);
  if (!isRecord(value)) return value;
  const lower: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === null) continue;
    const lowered = key === 'type' && typeof item === 'string' ? item.toLowerCase() : withLowerTypes(item);
    Object.defineProperty(lower, key, { value: lowered, writable: true, enumerable: true, configurable: true });
  }
  return lower;
}
