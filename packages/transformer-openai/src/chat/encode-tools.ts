// Tools and the choice among them as chat completions writes them.
import type { ChatRequest, JsonObject, Tool, Warning } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { ChatFeatures, ToolChoiceWord } from '../dialect/chat-dialect.ts';
import { type Draft, warn } from '../request/body.ts';
import { wireSchema } from '../request/schema.ts';
import type { ToolNames } from '../request/tool-names.ts';

/** Writes `tools`, `tool_choice` and `parallel_tool_calls`. An empty list is left out: Groq and others refuse it. */
export function encodeTools(
  request: ChatRequest,
  features: ChatFeatures,
  names: ToolNames,
  warnings: Warning[],
  draft: Draft,
): void {
  const { tools, toolChoice, parallelToolCalls } = request;
  if (!tools || tools.length === 0) return;
  if (!features.tools) return warn(warnings, 'tools', 'The model cannot call functions; left out.');
  draft.tools = tools.map((tool, index) => encodeTool(tool, `tools[${index}]`, features, names, warnings));
  if (toolChoice !== undefined) encodeToolChoice(toolChoice, features, names, warnings, draft);
  if (parallelToolCalls === undefined) return;
  if (features.fields.parallelToolCalls === false)
    warn(warnings, 'parallelToolCalls', 'Cannot be said; the vendor decides.');
  else draft[features.fields.parallelToolCalls] = parallelToolCalls;
}

function encodeTool(tool: Tool, at: string, features: ChatFeatures, names: ToolNames, warnings: Warning[]): JsonObject {
  if (tool.cache) warn(warnings, `${at}.cache`, 'Tools cannot be marked for the prompt cache.');
  if (tool.type === 'hosted') return { type: tool.name, ...tool.options } as JsonObject;
  const { name, description, parameters } = tool;
  const schema =
    parameters &&
    wireSchema(
      parameters,
      { feature: `${at}.parameters`, subset: features.schema, strict: tool.strict, takesStrict: features.strictTools },
      warnings,
    );
  const sent =
    schema?.schema ?? (features.emptyParameters === 'object' ? { type: 'object', properties: {} } : undefined);
  const own = tool.vendor?.[features.wire];
  return {
    type: 'function',
    function: {
      name: names.toWire(name),
      ...(description !== undefined && { description }),
      ...(sent && { parameters: sent }),
      ...(schema?.strict && { strict: true }),
      ...(isRecord(own?.function) ? (own.function as JsonObject) : undefined),
    },
    ...withoutFunction(own),
  };
}

function withoutFunction(own: Readonly<Record<string, unknown>> | undefined): JsonObject | undefined {
  if (!own) return undefined;
  const { function: _, ...rest } = own;
  return rest as JsonObject;
}

function encodeToolChoice(
  choice: NonNullable<ChatRequest['toolChoice']>,
  features: ChatFeatures,
  names: ToolNames,
  warnings: Warning[],
  draft: Draft,
): void {
  const word: ToolChoiceWord = typeof choice === 'string' ? choice : 'named';
  if (!features.toolChoices.includes(word)) {
    const fallback = word === 'named' && features.toolChoices.includes('required') ? 'required' : undefined;
    warn(
      warnings,
      'toolChoice',
      `The model cannot be told "${word}"; ${fallback ? `"${fallback}" was sent` : 'left out'}.`,
    );
    if (fallback) draft.tool_choice = features.requiredWord;
    return;
  }
  if (typeof choice === 'object')
    draft.tool_choice = { type: 'function', function: { name: names.toWire(choice.name) } };
  else draft.tool_choice = choice === 'required' ? features.requiredWord : choice;
}
