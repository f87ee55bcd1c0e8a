// A schema as the only property of an object: not every vendor takes a list, a plain value or a union at the root.
import type { JsonSchema } from '@kit/core';
import { isRecord } from '@kit/wire';

export const wrapper = 'value';

/** Where the schema itself goes when it refers to itself, or to something inside of itself. */
const rootName = 'wrapped_value';

/** What it defines stays at the root, where its references look for it. */
export function wrapped({ $defs, definitions, ...schema }: JsonSchema): JsonSchema {
  const inner = { ...schema };
  const named = { ...(isRecord(definitions) && { definitions }), ...(isRecord($defs) && { $defs }) };
  if (!refersInside([inner, named])) return { ...around(inner), ...named };
  const moved = movedReferences({ ...named, inner }) as typeof named & { inner: JsonSchema };
  const { inner: root, ...rest } = moved;
  return { ...around({ $ref: `#/$defs/${rootName}` }), ...rest, $defs: { ...rest.$defs, [rootName]: root } };
}

function around(schema: JsonSchema): JsonSchema {
  return { type: 'object', properties: { [wrapper]: schema }, required: [wrapper], additionalProperties: false };
}

const isInside = (reference: unknown): reference is string =>
  typeof reference === 'string' && /^#(?:$|\/(?!\$defs\/|definitions\/))/.test(reference);

const refersInside = (schema: unknown): boolean => {
  if (Array.isArray(schema)) return schema.some(refersInside);
  return isRecord(schema) && (isInside(schema.$ref) || Object.values(schema).some(refersInside));
};

/** `#` was the schema; now it is the wrapper. */
function movedReferences(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(movedReferences);
  if (!isRecord(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] =>
    key === '$ref' && isInside(value) ? [key, `#/$defs/${rootName}${value.slice(1)}`] : [key, movedReferences(value)],
  );
  return Object.fromEntries(entries);
}
