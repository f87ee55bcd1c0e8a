// The form of the answer: Converse's own text format, a tool that the answer goes through, or words.
import type { ChatRequest, JsonSchema, OutputFormat } from '@kit/core';
import { parseJson, recordOf } from '@kit/wire';
import { adaptSchema, anthropicSubset } from '@kit/wire/json-schema';
import type { AnswerTool } from './encode-tools.ts';
import type { Block, Encoding } from './encoding.ts';

export interface EncodedOutput {
  /** `outputConfig.textFormat`. */
  readonly textFormat?: Block;
  readonly tool?: AnswerTool;
  /** Words for the model, for the system prompt. */
  readonly instruction?: string;
  readonly unwrap?: (text: string) => string;
}

export function encodeOutput(
  { output, tools = [] }: ChatRequest,
  thinking: boolean,
  encoding: Encoding,
): EncodedOutput {
  if (!output || output.type === 'text') return {};
  const { rules, warnings } = encoding;
  if (output.type === 'json') {
    warnings.add('output', 'Bedrock has no JSON without a schema; the model was asked for it in words.');
    return { instruction: 'Answer with a single JSON value and nothing else: no prose, no code fence.' };
  }
  if (rules.schema === 'text-format') return textFormat(output, encoding);
  if (rules.toolChoices.length === 0) {
    warnings.add('output', `${rules.model} cannot be held to a schema; the model was asked for it in words.`);
    const schema = JSON.stringify(output.schema);
    return { instruction: `Answer with JSON only, without any text around it, that fits this JSON Schema:\n${schema}` };
  }
  const tool = answerTool(output, new Set(tools.map(({ name }) => name)), encoding);
  const forced = !thinking && rules.toolChoices.some((word) => word !== 'auto');
  return {
    tool,
    ...(output.schema.type !== 'object' && unwrapping('value')),
    ...(!forced && { instruction: `Give your final answer by calling the tool "${tool.name}".` }),
  };
}

type SchemaOutput = Extract<OutputFormat, { type: 'json-schema' }>;

/** The schema travels as text. */
function textFormat({ schema, name, description }: SchemaOutput, { warnings }: Encoding): EncodedOutput {
  const adapted = adaptSchema(schema, anthropicSubset);
  for (const { path, lossy, detail } of adapted.changes)
    if (lossy) warnings.add(path === '' ? 'output.schema' : `output.schema#${path}`, detail);
  const jsonSchema = {
    schema: JSON.stringify(adapted.schema),
    name: name ?? 'answer',
    ...(description !== undefined && { description }),
  };
  return { textFormat: { type: 'json_schema', structure: { jsonSchema } }, ...unwrapping(adapted.wrapper) };
}

function answerTool(
  { schema, description }: SchemaOutput,
  taken: ReadonlySet<string>,
  { tools }: Encoding,
): AnswerTool {
  let name = 'json';
  for (let attempt = 2; taken.has(name); attempt++) name = `json_${attempt}`;
  return {
    name: tools.sent(name),
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

/** Takes the answer back out of the object that it was put into. */
function unwrapping(wrapper: string | undefined): Pick<EncodedOutput, 'unwrap'> {
  if (wrapper === undefined) return {};
  return {
    unwrap: (text) => {
      const answer = recordOf(parseJson(text));
      return answer && Object.hasOwn(answer, wrapper) ? JSON.stringify(answer[wrapper]) : text;
    },
  };
}
