// Tools, and the choice among them: required, none, or the model's own.

import type { ChatRequest, FunctionTool, JsonObject, JsonValue } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { takesToolChoice } from '../capabilities.ts';
import { cohereSchema } from './schema-subset.ts';

export type EncodedTools = {
  readonly tools?: JsonValue;
  readonly strict_tools?: boolean;
  readonly tool_choice?: string;
};

export function encodeTools(request: ChatRequest, warnings: WarningList): EncodedTools {
  const offered = functionsOf(request, warnings);
  if (offered.length === 0) return {};
  const strict = offered.some((tool) => tool.strict === true);
  if (strict && offered.some((tool) => tool.strict === false))
    warnings.add('tools', 'Cohere holds all tools to their schemas or none; all of them are.');
  const { tools, word } = chosen(offered, request, warnings);
  return {
    tools: tools.map((tool) => encodeTool(tool, `tools[${(request.tools ?? []).indexOf(tool)}]`, strict, warnings)),
    ...(strict && { strict_tools: true }),
    ...(word !== undefined && { tool_choice: word }),
  };
}

function functionsOf({ tools = [] }: ChatRequest, warnings: WarningList): FunctionTool[] {
  return tools.filter((tool, at) => {
    if (tool.cache) warnings.add(`tools[${at}].cache`, 'Cohere caches prefixes by itself; the mark was left out.');
    if (tool.type === 'hosted') warnings.add(`tools[${at}]`, 'Cohere runs no tools of its own; left out.');
    return tool.type !== 'hosted';
  }) as FunctionTool[];
}

/** The tools to send, and the word. Cohere cannot be told to use one certain tool: it is then shown no other. */
function chosen(
  tools: readonly FunctionTool[],
  { toolChoice = 'auto', model = '' }: ChatRequest,
  warnings: WarningList,
): { readonly tools: readonly FunctionTool[]; readonly word?: string } {
  if (toolChoice === 'auto') return { tools };
  const named = typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : tools;
  const offered = named.length > 0 ? named : tools;
  if (!takesToolChoice(model)) {
    warnings.add('toolChoice', 'The model cannot be told whether to use tools; left out.');
    return { tools: offered };
  }
  if (typeof toolChoice === 'object')
    warnings.add(
      'toolChoice',
      `Cohere cannot name a tool; "${toolChoice.name}" alone was offered, and a call required.`,
    );
  return { tools: offered, word: toolChoice === 'none' ? 'NONE' : 'REQUIRED' };
}

function encodeTool(tool: FunctionTool, feature: string, strict: boolean, warnings: WarningList): JsonObject {
  const { name, description, parameters, vendor } = tool;
  const schema = parameters ?? { type: 'object', properties: {} };
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      parameters: strict ? cohereSchema(schema, `${feature}.parameters`, warnings) : schema,
    },
    ...(vendor?.cohere as JsonObject | undefined),
  };
}
