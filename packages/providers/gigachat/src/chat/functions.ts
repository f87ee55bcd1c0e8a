// Functions as both contracts declare them.
import type { ChatRequest, FunctionTool, HostedTool, JsonObject, Tool, Warning } from '@kit/core';
import { wireId } from '../wire-id.ts';
import { flatSchema } from './flat-schema.ts';
import { warn } from './warnings.ts';

export function functionsOf(tools: readonly Tool[] | undefined, warnings: Warning[]): JsonObject[] {
  return (tools ?? []).flatMap((tool, index) =>
    tool.type === 'hosted' ? [] : [functionOf(tool, `tools[${index}]`, warnings)],
  );
}

export function hostedTools(tools: readonly Tool[] | undefined): readonly HostedTool[] {
  return (tools ?? []).filter((tool): tool is HostedTool => tool.type === 'hosted');
}

function functionOf(tool: FunctionTool, at: string, warnings: Warning[]): JsonObject {
  const { name, description, parameters, strict, cache, vendor } = tool;
  if (cache) warn(warnings, `${at}.cache`, 'Functions cannot be marked for the prompt cache.');
  if (strict) warn(warnings, `${at}.strict`, 'There is no strict mode; the arguments may deviate from the schema.');
  return {
    name,
    ...(description !== undefined && { description }),
    parameters: flatSchema(parameters ?? { type: 'object' }, `${at}.parameters`, warnings),
    // `few_shot_examples`, `return_parameters`
    ...(vendor?.[wireId] as JsonObject | undefined),
  };
}

/** What of the tools is to be used; `function` and `tool` force one. */
export type Choice =
  | { readonly mode: 'auto' | 'none' }
  | { readonly mode: 'forced'; readonly function: string }
  | { readonly mode: 'forced'; readonly tool: string };

export function choiceOf(
  { toolChoice, parallelToolCalls, tools }: ChatRequest,
  warnings: Warning[],
): Choice | undefined {
  if (parallelToolCalls === true) warn(warnings, 'parallelToolCalls', 'An answer has one call at most.');
  if (toolChoice === undefined) return undefined;
  if (toolChoice === 'auto' || toolChoice === 'none') return { mode: toolChoice };
  const hosted = hostedTools(tools).map(({ name }) => name);
  if (typeof toolChoice === 'object') return forced(toolChoice.name, hosted);
  const [only, ...others] = tools ?? [];
  if (only && others.length === 0) return forced(only.name, hosted);
  warn(warnings, 'toolChoice', 'A call can be forced only by its name; with several tools "auto" was sent.');
  return { mode: 'auto' };
}

const forced = (name: string, hosted: readonly string[]): Choice =>
  hosted.includes(name) ? { mode: 'forced', tool: name } : { mode: 'forced', function: name };
