// Tools. There is no choice among them but the model's own.

import type { ChatRequest, FunctionTool, JsonObject, JsonValue } from '@kit/core';
import type { WarningList } from '@kit/wire';

export function encodeTools(request: ChatRequest, warnings: WarningList): JsonValue | undefined {
  const { tools = [], toolChoice = 'auto' } = request;
  const offered = toolChoice === 'none' ? [] : tools.flatMap((tool, at) => encodeTool(tool, `tools[${at}]`, warnings));
  const named = typeof toolChoice === 'object' ? offered.filter(({ name }) => name === toolChoice.name) : offered;
  const sent = named.length > 0 ? named : offered;
  if (toolChoice === 'required') warnings.add('toolChoice', 'Ollama cannot require a tool call; the model decides.');
  if (typeof toolChoice === 'object')
    warnings.add('toolChoice', `Ollama cannot require a tool call; "${toolChoice.name}" alone was offered.`);
  return sent.length > 0 ? sent.map(({ wire }) => wire) : undefined;
}

interface EncodedTool {
  readonly name: string;
  readonly wire: JsonObject;
}

function encodeTool(tool: NonNullable<ChatRequest['tools']>[number], at: string, warnings: WarningList): EncodedTool[] {
  if (tool.cache) warnings.add(`${at}.cache`, 'Ollama keeps prefixes by itself; the mark was left out.');
  if (tool.type === 'hosted') {
    warnings.add(at, 'Ollama runs no tools of its own; left out.');
    return [];
  }
  if (tool.strict) warnings.add(`${at}.strict`, 'Ollama cannot hold arguments to their schema; left out.');
  return [{ name: tool.name, wire: functionOf(tool) }];
}

/** The server's templates want an object with properties, be it empty. */
function functionOf({ name, description, parameters, vendor }: FunctionTool): JsonObject {
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      parameters: { type: 'object', properties: {}, ...parameters },
    },
    ...(vendor?.ollama as JsonObject | undefined),
  };
}
