// JSON Schemas on their way to the vendor: its subset, and strict mode where the schema allows it.
import type { JsonSchema, Warning } from '@kit/core';
import { adaptSchema, type SchemaSubset, strictCompatible } from '@kit/wire/json-schema';
import { warn } from './body.ts';

export interface SchemaAsk {
  /** Where the schema stands in the request, for warnings. */
  readonly feature: string;
  readonly subset: SchemaSubset | undefined;
  /** Undefined: nobody asked. */
  readonly strict: boolean | undefined;
  /** Whether the server knows strict mode. */
  readonly takesStrict: boolean;
}

/** The schema as the vendor takes it, and whether strict mode can be asked for. */
export function wireSchema(
  schema: JsonSchema,
  ask: SchemaAsk,
  warnings: Warning[],
): { readonly schema: JsonSchema; readonly strict: boolean } {
  const sent = ask.subset ? adapted(schema, ask.subset, ask.feature, warnings) : schema;
  if (ask.strict !== true) return { schema: sent, strict: false };
  if (!ask.takesStrict) {
    warn(warnings, `${ask.feature}.strict`, 'There is no strict mode; the answer may deviate from the schema.');
    return { schema: sent, strict: false };
  }
  // https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
  const { compatible, reason } = strictCompatible(sent);
  if (!compatible)
    warn(
      warnings,
      `${ask.feature}.strict`,
      `The schema does not fit strict mode (${reason ?? 'unsupported'}); sent without it.`,
    );
  return { schema: sent, strict: compatible };
}

function adapted(schema: JsonSchema, subset: SchemaSubset, feature: string, warnings: Warning[]): JsonSchema {
  const result = adaptSchema(schema, subset);
  const lost = result.changes.filter(({ lossy }) => lossy);
  if (lost.length > 0) {
    const shown = lost.slice(0, 3).map(({ path, detail }) => `${path === '' ? 'root' : path}: ${detail}`);
    warn(
      warnings,
      feature,
      `The schema was changed for ${subset.name}: ${shown.join('; ')}${lost.length > 3 ? `; and ${lost.length - 3} more` : ''}.`,
    );
  }
  return result.schema;
}
