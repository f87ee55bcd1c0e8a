// The form of the answer: JSON, with or without a schema.
import type { JsonObject, OutputFormat } from '@kit/core';
import type { EncodedTools } from './encode-tools.ts';
import { adapted } from './encode-tools.ts';
import type { Encoding } from './encoding.ts';

export function encodeOutput(
  output: OutputFormat | undefined,
  { hasFunctions, isForced }: Pick<EncodedTools, 'hasFunctions' | 'isForced'>,
  ownSchema: boolean,
  encoding: Encoding,
): JsonObject {
  if (!output || output.type === 'text') return {};
  if (hasFunctions && (isForced || !encoding.rules.jsonWithTools)) {
    const reason = isForced
      ? 'JSON output and a demanded tool call exclude each other'
      : 'This model takes functions or JSON output, not both';
    encoding.warnings.add('output', `${reason}: the answer's form was left open.`);
    return {};
  }
  if (output.type === 'json' || ownSchema) return { responseMimeType: 'application/json' };
  return {
    responseMimeType: 'application/json',
    responseJsonSchema: adapted(named(output), encoding, 'output.schema'),
  };
}

/** The wire has no place of its own for name and description. */
function named({ schema, name, description }: Extract<OutputFormat, { type: 'json-schema' }>): JsonObject {
  return {
    ...schema,
    ...(name !== undefined && schema.title === undefined && { title: name }),
    ...(description !== undefined && schema.description === undefined && { description }),
  };
}
