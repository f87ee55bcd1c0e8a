// Tools and the choice among them: `toolConfig`.
import type { ChatRequest, FunctionTool, JsonObject, Message, Tool } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { Block, Encoding } from './encoding.ts';

export interface EncodedTools {
  readonly toolConfig?: { readonly tools: Block[]; readonly toolChoice?: Block };
  /** Fields for `additionalModelRequestFields`. */
  readonly fields?: JsonObject;
}

/** A tool that answers go through, and whether it must be called. */
export interface AnswerTool {
  readonly spec: Block;
  readonly name: string;
}

export function encodeTools(
  request: ChatRequest,
  { answer, thinking }: { readonly answer: AnswerTool | undefined; readonly thinking: boolean },
  encoding: Encoding,
): EncodedTools {
  const offered = offeredTools(request, encoding);
  const tools = offered.flatMap((tool, at) => encodeTool(tool, `tools[${at}]`, encoding));
  if (answer) tools.push(answer.spec);
  if (tools.length === 0) {
    if (request.toolChoice === 'required' || typeof request.toolChoice === 'object')
      encoding.warnings.add('toolChoice', 'There are no tools to choose from; left out.');
    return {};
  }
  const choice = choiceOf(request, { answer, thinking, others: offered.length > 0 }, encoding);
  if (request.parallelToolCalls !== false) return { toolConfig: { tools, ...(choice && { toolChoice: choice }) } };
  if (encoding.rules.vendor !== 'anthropic') {
    encoding.warnings.add('parallelToolCalls', 'The model cannot be kept from calling several tools at once.');
    return { toolConfig: { tools, ...(choice && { toolChoice: choice }) } };
  }
  // Claude's own field; beside it Converse must not name a choice.
  return { toolConfig: { tools }, fields: { tool_choice: { ...ownChoice(choice), disable_parallel_tool_use: true } } };
}

/** History with calls needs tools beside it, also where none may be called any more. */
function offeredTools({ tools = [], toolChoice, messages }: ChatRequest, { warnings }: Encoding): readonly Tool[] {
  const former = calledNames(messages);
  if (tools.length > 0 && toolChoice !== 'none') return tools;
  if (former.length === 0) return [];
  if (tools.length > 0) {
    warnings.add('toolChoice', 'Bedrock cannot forbid tools, which the conversation needs; they may be called.');
    return tools;
  }
  warnings.add('tools', 'The conversation has tool calls in it, for which Bedrock wants tools: they were named.');
  return former.map((name) => ({ name }));
}

function calledNames(messages: readonly Message[]): string[] {
  const names = new Set<string>();
  for (const { role, content } of messages) {
    if (role !== 'assistant' || typeof content === 'string') continue;
    for (const part of content) if (part.type === 'tool-call') names.add(part.name);
  }
  return [...names];
}

function encodeTool(tool: Tool, feature: string, encoding: Encoding): Block[] {
  const point = encoding.cachePoint(tool.cache, `${feature}.cache`);
  const block = tool.type === 'hosted' ? hosted(tool, feature, encoding) : encodeFunction(tool, feature, encoding);
  return point ? [block, point] : [block];
}

function hosted({ name, options }: Extract<Tool, { type: 'hosted' }>, feature: string, { warnings }: Encoding): Block {
  if (options && Object.keys(options).length > 0)
    warnings.add(`${feature}.options`, 'System tools have no options; left out.');
  return { systemTool: { name } };
}

function encodeFunction(tool: FunctionTool, feature: string, { rules, tools, warnings }: Encoding): Block {
  const { name, description, parameters, strict, vendor } = tool;
  if (strict && !rules.strictTools)
    warnings.add(`${feature}.strict`, `${rules.model} cannot be held to schemas of tools; left out.`);
  return {
    toolSpec: {
      name: tools.sent(name),
      // Empty ones are refused.
      ...(description?.trim() && { description }),
      inputSchema: { json: { type: 'object', properties: {}, ...parameters } },
      ...(strict !== undefined && rules.strictTools && { strict }),
      ...(vendor?.bedrock as JsonObject | undefined),
    },
  };
}

interface Choosing {
  readonly answer: AnswerTool | undefined;
  readonly thinking: boolean;
  readonly others: boolean;
}

function choiceOf(request: ChatRequest, { answer, thinking, others }: Choosing, encoding: Encoding): Block | undefined {
  const { rules, warnings } = encoding;
  const { toolChoice = 'auto' } = request;
  const wanted = answer ? (others ? 'required' : { name: answer.name }) : toolChoice;
  if (wanted === 'auto' || wanted === 'none') return request.toolChoice === 'auto' ? auto(encoding) : undefined;
  const forced = thinking && rules.vendor === 'anthropic' ? [] : rules.toolChoices.filter((word) => word !== 'auto');
  if (typeof wanted === 'object' && forced.includes('tool'))
    return { tool: { name: encoding.tools.sent(wanted.name) } };
  if (forced.includes('any')) {
    if (typeof wanted === 'object' && !answer)
      warnings.add('toolChoice', 'The model cannot be told which tool to call; it was told to call one.');
    return { any: {} };
  }
  if (!answer) {
    const why = thinking && rules.vendor === 'anthropic' ? 'while it thinks' : 'here';
    warnings.add('toolChoice', `${rules.model} cannot be made to call a tool ${why}; the choice is its own.`);
  }
  return undefined;
}

const auto = ({ rules }: Encoding): Block | undefined =>
  rules.toolChoices.includes('auto') ? { auto: {} } : undefined;

/** Converse's choice in Claude's words. */
function ownChoice(choice: Block | undefined): JsonObject {
  if (isRecord(choice?.tool)) return { type: 'tool', ...(choice.tool as JsonObject) };
  return { type: choice?.any ? 'any' : 'auto' };
}
