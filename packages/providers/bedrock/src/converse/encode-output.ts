// The form of the answer: Converse's own text format, a tool that the answer goes through, or words.
import type { ChatRequest, JsonSchema, OutputFormat } from '@kit/core';
import { adaptSchema, anthropicSubset } from '@kit/wire';
import type { AnswerTool } from './encode-tools.ts';
import type { Block, Encoding } from './encoding.ts';

export interface EncodedOutput {
  /** `outputConfig.textFormat`. */
  readonly textFormat?: Block;
  readonly tool?: AnswerTool;
  /** Words for the model, for the system prompt. */
  readonly instruction?: string;
  /** The answer is a member of what the tool got. */
  readonly wrapped?: boolean;
}

export function encodeOutput({ output, tools = [] }: ChatRequest, thinking: boolean, encoding: Encoding): EncodedOutput {
  if (!output || output.type === 'text') return {};
  const { rules, warnings } = encoding;
  if (output.type === 'json') {
    warnings.add('output', 'Bedrock has no JSON without a schema; the model was asked for it in words.');
    return { instruction: 'Answer with a single JSON value and nothing else: no prose, no code fence.' };
  }
  if (rules.schema === 'text-format') return { textFormat: textFormat(output, encoding) };
  if (rules.toolChoices.length === 0) {
    warnings.add('output', `${rules.model} cannot be held to a schema; the model was asked for it in words.`);
    const schema = JSON.stringify(output.schema);
    return { instruction: `Answer with JSON only, without any text around it, that fits this JSON Schema:\n${schema}` };
  }
  const tool = answerTool(output, new Set(tools.map(({ name }) => name)), encoding);
  const forced = !thinking && rules.toolChoices.some((word) => word !== 'auto');
  return {
    tool,
    wrapped: output.schema.type !== 'object',
    ...(!forced && { instruction: `Give your final answer by calling the tool "${tool.name}".` }),
  };
}

type SchemaOutput = Extract<OutputFormat, { type: 'json-schema' }>;

/** The schema travels as text. */
function textFormat({ schema, name, description }: SchemaOutput, { warnings }: Encoding): Block {
  const adapted = adaptSchema(schema, anthropicSubset);
  for (const { path, keyword, detail } of adapted.changes as readonly SchemaNote[]) {
    warnings.add('output.schema', detail ?? `${path ?? ''} ${keyword ?? ''}`.trim());
  }
  const jsonSchema = {
    schema: JSON.stringify(adapted.schema),
    name: name ?? 'answer',
    ...(description !== undefined && { description }),
  };
  return { type: 'json_schema', structure: { jsonSchema } };
}

interface SchemaNote {
  readonly path?: string;
  readonly keyword?: string;
  readonly detail?: string;
}

function answerTool({ schema, description }: SchemaOutput, taken: ReadonlySet<string>, { tools }: Encoding): AnswerTool {
  let name = 'json';
  for (let attempt = 2; taken.has(name); attempt++) name = `json_${attempt}`;
  return {
    name,
    spec: {
      toolSpec: {
        name: tools.sent(name),
        description: description ?? 'Takes the answer. Call it once, with the whole answer.',
        inputSchema: { json: objectSchema(schema) },
      },
    },
  };
}

/** Inputs of tools are objects; any other answer is put into one. */
function objectSchema(schema: JsonSchema): JsonSchema {
  if (schema.type === 'object') return schema;
  const { $defs, ...value } = schema;
  return { type: 'object', properties: { value }, required: ['value'], ...($defs !== undefined && { $defs }) };
}
