// How large a schema is, as vendors count it.

import { isRecord } from '../json.ts';

/** Levels of objects (the root is the first) and properties in all, without following references. */
export function measureSchema(schema: unknown): { depth: number; properties: number } {
  let depth = 0;
  let properties = 0;
  const waiting: { value: unknown; level: number }[] = [{ value: schema, level: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, level } = next;
    if (!isRecord(value)) continue;
    const hasProperties = isRecord(value.properties);
    const inside = hasProperties ? level + 1 : level;
    depth = Math.max(depth, inside);
    if (isRecord(value.properties)) {
      for (const child of Object.values(value.properties)) {
        properties++;
        waiting.push({ value: child, level: inside });
      }
    }
    if (isRecord(value.$defs)) for (const child of Object.values(value.$defs)) waiting.push({ value: child, level });
    for (const keyword of ['items', 'additionalProperties', 'not'])
      waiting.push({ value: value[keyword], level: inside });
    for (const keyword of ['prefixItems', 'anyOf', 'oneOf', 'allOf']) {
      const members = value[keyword];
      if (Array.isArray(members)) for (const member of members) waiting.push({ value: member, level: inside });
    }
  }
  return { depth, properties };
}
