// The form of the answer: always `json_object`, with the bare schema beside it.

import type { JsonObject, JsonSchema, OutputFormat } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { cohereSchema } from './schema-subset.ts';

export interface EncodedOutput {
  readonly format?: JsonObject;
  /** Words for the model where the wire cannot say it. */
  readonly instruction?: string;
}

export function encodeOutput(
  output: OutputFormat | undefined,
  beside: { readonly tools: boolean; readonly documents: boolean },
  warnings: WarningList,
): EncodedOutput {
  if (!output || output.type === 'text') return {};
  if (beside.tools || beside.documents) {
    const what = beside.tools ? 'tools' : 'documents';
    warnings.add('output', `Cohere takes no response format beside ${what}; the prompt asks for it instead.`);
    return { instruction: wordsFor(output) };
  }
  if (output.type === 'json') return { format: { type: 'json_object' } };
  const { schema } = output;
  if (schema.type !== 'object') {
    warnings.add('output.schema', 'Cohere wants an object at the root of the schema; the prompt asks for it instead.');
    return { instruction: wordsFor(output) };
  }
  return { format: { type: 'json_object', json_schema: cohereSchema(named(output), 'output.schema', warnings) } };
}

/** The wire has no place of its own for name and description. */
function named({ schema, name, description }: Extract<OutputFormat, { type: 'json-schema' }>): JsonSchema {
  return {
    ...schema,
    ...(name !== undefined && schema.title === undefined && { title: name }),
    ...(description !== undefined && schema.description === undefined && { description }),
  };
}

function wordsFor(output: Exclude<OutputFormat, { type: 'text' }>): string {
  const json = 'Answer with JSON only, without any text around it';
  return output.type === 'json' ? `${json}.` : `${json}, that fits this JSON Schema:\n${JSON.stringify(output.schema)}`;
}
