// `tools` and `tool_choice` of a request.
import type { ChatRequest, FunctionTool, HostedTool, JsonSchema, JsonValue, Tool } from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import { adaptSchema, anthropicSubset } from '@kit/wire/json-schema';
import { hostedToolName } from '../messages/encode-tools.ts';
import { extrasOf } from '../messages/vendor-data.ts';
import { anthropicWire, type Block } from '../wire-names.ts';
import { cacheMark } from './decode-blocks.ts';
import { wrong } from './wrong.ts';

export function decodeTools(tools: unknown): readonly Tool[] | undefined {
  if (tools === undefined || tools === null) return undefined;
  if (!Array.isArray(tools)) throw wrong('tools', 'Input should be a list');
  return tools.map((tool, at) => {
    const field = `tools.${at}`;
    if (!isRecord(tool)) throw wrong(field, 'Input should be an object');
    return tool.type === undefined || tool.type === null || tool.type === 'custom'
      ? decodeFunction(tool, field)
      : decodeHosted(tool, field);
  });
}

const functionFields: ReadonlySet<string> = new Set(['name', 'description', 'input_schema', 'strict']);
const hostedFields: ReadonlySet<string> = new Set(['type']);

function decodeFunction(tool: JsonRecord, field: string): FunctionTool {
  const { name, input_schema: schema, strict } = tool;
  if (typeof name !== 'string' || name === '') throw wrong(`${field}.name`, 'Field required');
  if (!isRecord(schema)) throw wrong(`${field}.input_schema`, 'Field required');
  const parameters = schema as JsonSchema;
  const cache = cacheMark(tool.cache_control);
  const description = stringOf(tool.description);
  const extras: Block = { ...extrasOf(tool, functionFields) };
  if (cache !== undefined) delete extras.cache_control;
  // A schema that would be said in other words goes back to this wire in its own.
  if (parameters.type === undefined || (strict === true && isChanged(parameters))) extras.input_schema = parameters;
  return {
    name,
    ...(description !== undefined && { description }),
    parameters,
    ...(typeof strict === 'boolean' && { strict }),
    ...(cache !== undefined && { cache }),
    ...(Object.keys(extras).length > 0 && { vendor: { [anthropicWire]: extras } }),
  };
}

/** Whether the encoder would send another schema. */
export const isChanged = (schema: JsonSchema): boolean => adaptSchema(schema, anthropicSubset).changes.length > 0;

function decodeHosted(tool: JsonRecord, field: string): HostedTool {
  if (typeof tool.type !== 'string') throw wrong(`${field}.type`, 'Input should be a string');
  const cache = cacheMark(tool.cache_control);
  const options: Block = { ...extrasOf(tool, hostedFields) };
  if (cache !== undefined) delete options.cache_control;
  if (options.name === hostedToolName(tool.type)) delete options.name;
  return {
    type: 'hosted',
    name: tool.type,
    ...(Object.keys(options).length > 0 && { options }),
    ...(cache !== undefined && { cache }),
  };
}

export interface DecodedToolChoice extends Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'> {
  /** Members of `tool_choice` that have no unified field. */
  readonly rest?: Readonly<Record<string, JsonValue | undefined>>;
}

const choiceFields: ReadonlySet<string> = new Set(['type', 'name', 'disable_parallel_tool_use']);

export function decodeToolChoice(choice: unknown): DecodedToolChoice {
  if (choice === undefined || choice === null) return {};
  if (!isRecord(choice)) throw wrong('tool_choice', 'Input should be an object');
  const { disable_parallel_tool_use: sequential } = choice;
  const rest = extrasOf(choice, choiceFields);
  return {
    toolChoice: choiceWord(choice),
    ...(typeof sequential === 'boolean' && { parallelToolCalls: !sequential }),
    ...(rest && { rest }),
  };
}

function choiceWord({ type, name }: JsonRecord): ChatRequest['toolChoice'] {
  switch (type) {
    case 'auto':
      return 'auto';
    case 'any':
      return 'required';
    case 'none':
      return 'none';
    case 'tool':
      if (typeof name !== 'string') throw wrong('tool_choice.name', 'Field required');
      return { name };
    default:
      throw wrong('tool_choice.type', "Input should be 'auto', 'any', 'tool' or 'none'");
  }
}
