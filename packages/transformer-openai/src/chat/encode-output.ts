// The form of the answer: text, JSON, JSON by a schema.
import type { ChatRequest, JsonObject, OutputFormat, Warning } from '@kit/core';
import type { ChatFeatures } from '../dialect/chat-dialect.ts';
import { type Draft, warn } from '../request/body.ts';
import { wireSchema } from '../request/schema.ts';

type SchemaOutput = Extract<OutputFormat, { type: 'json-schema' }>;

/** Writes `response_format`. Answers the words that have to be put into the prompt where the wire cannot say it. */
export function encodeOutput(
  request: ChatRequest,
  features: ChatFeatures,
  warnings: Warning[],
  draft: Draft,
): string | undefined {
  const { output } = request;
  if (!output || output.type === 'text') return undefined;
  if (!features.outputWithTools && draft.tools !== undefined) {
    warn(warnings, 'output', 'A response format cannot stand beside tools; the prompt asks for it instead.');
    return output.type === 'json' ? jsonWords : schemaWords(output);
  }
  if (output.type === 'json') return encodeJson(request, features, warnings, draft);
  return encodeSchema(output, features, warnings, draft);
}

/** What a message says; media are none of it. */
const wordsOf = ({ content }: ChatRequest['messages'][number]) =>
  typeof content === 'string' ? content : content.map((part) => (part.type === 'text' ? part.text : ''));

const jsonWords = 'Answer with JSON only, without any text around it.';

function schemaWords({ schema }: SchemaOutput): string {
  return `Answer with JSON only, without any text around it, that fits this JSON Schema:\n${JSON.stringify(schema)}`;
}

function encodeJson(
  { messages }: ChatRequest,
  features: ChatFeatures,
  warnings: Warning[],
  draft: Draft,
): string | undefined {
  switch (features.jsonMode) {
    case 'json_object':
      draft.response_format = { type: 'json_object' };
      return features.jsonInPrompt && !/json/i.test(JSON.stringify(messages.map(wordsOf))) ? jsonWords : undefined;
    case 'schema':
      draft.response_format = { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'object' } } };
      return undefined;
    case false:
      warn(warnings, 'output', 'There is no JSON mode; the prompt asks for JSON instead.');
      return jsonWords;
  }
}

function encodeSchema(
  output: SchemaOutput,
  features: ChatFeatures,
  warnings: Warning[],
  draft: Draft,
): string | undefined {
  if (features.jsonSchema === 'prompt') {
    warn(warnings, 'output.schema', 'The vendor cannot hold an answer to a schema; the prompt asks for it instead.');
    if (features.jsonMode === 'json_object') draft.response_format = { type: 'json_object' };
    return schemaWords(output);
  }
  // Servers without `strict` hold the answer to the schema anyway; only a word said aloud deserves a warning.
  const asked = features.strictOutput ? output.strict !== false : output.strict;
  const ask = { feature: 'output.schema', subset: features.schema, strict: asked, takesStrict: features.strictOutput };
  const { schema, strict } = wireSchema(output.schema, ask, warnings);
  const { name = 'response', description } = output;
  if (features.jsonSchema === 'value') draft.response_format = { type: 'json_schema', value: { name, schema } };
  else if (features.jsonSchema === 'json_object') draft.response_format = { type: 'json_object', schema };
  else
    draft.response_format = {
      type: 'json_schema',
      json_schema: wrapped({ name, description, schema, strict }, features),
    };
  return undefined;
}

function wrapped(
  output: { name: string; description: string | undefined; schema: JsonObject; strict: boolean },
  { strictOutput }: ChatFeatures,
): JsonObject {
  const { name, description, schema, strict } = output;
  return {
    name: plainName(name),
    ...(description !== undefined && { description }),
    schema,
    ...(strict && strictOutput && { strict: true }),
  };
}

/** `^[a-zA-Z0-9_-]{1,64}$` is what OpenAI takes. The name is the model's alone: nothing has to be mapped back. */
function plainName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'response';
}
