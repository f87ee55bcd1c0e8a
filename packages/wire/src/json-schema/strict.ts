// Whether a schema can be sent in OpenAI's strict mode as it is.

import type { JsonSchema } from '@kit/core';
import { adaptSchema } from './adapt.ts';
import { openaiStrictSubset } from './subsets.ts';

/** Whether strict mode takes the schema unchanged, and if not, the first reason. */
export function strictCompatible(schema: JsonSchema): { compatible: boolean; reason?: string } {
  const [first] = adaptSchema(schema, openaiStrictSubset).changes;
  if (first === undefined) return { compatible: true };
  return { compatible: false, reason: `${first.path === '' ? 'the root' : first.path}: ${first.detail}` };
}
