// `thinking`, `output_config` and `output_format` of a request.
import type { ChatRequest, JsonSchema, JsonValue, OutputFormat, ReasoningOptions } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, stringOf } from '@kit/wire';
import { extrasOf } from '../messages/vendor-data.ts';
import type { Block } from '../wire-names.ts';
import { isChanged } from './decode-tools.ts';
import { wrong } from './wrong.ts';

/** What the fields come to, and what of them only this wire has: laid over the body when it is encoded again. */
export interface DecodedThinking extends Pick<ChatRequest, 'reasoning' | 'output'> {
  readonly vendor: Block;
}

export function decodeThinking(body: JsonRecord): DecodedThinking {
  const config = optionalRecord(body.output_config, 'output_config') ?? {};
  const { effort, format, ...more } = config;
  const word = stringOf(effort);
  const vendor: Block = {};
  const reasoning = decodeReasoning(optionalRecord(body.thinking, 'thinking'), word, vendor);
  keepLargeBudget(reasoning, numberOf(body.max_tokens), vendor);
  const output = decodeOutput(format ?? body.output_format);
  const rest: Block = { ...extrasOf(more, new Set()) };
  // Switched off, and an effort all the same: the unified request says only the first.
  if (word !== undefined && reasoning?.effort !== word) rest.effort = word;
  if (format !== undefined && format !== null && !isPlain(output, format)) rest.format = format as JsonValue;
  if (Object.keys(rest).length > 0) vendor.output_config = rest;
  if (body.output_format !== undefined && body.output_format !== null)
    vendor.output_format = body.output_format as JsonValue;
  return { ...(reasoning && { reasoning }), ...(output && { output }), vendor };
}

const displays: Readonly<Record<string, ReasoningOptions['summary']>> = { summarized: 'auto', omitted: 'none' };
const thinkingFields: ReadonlySet<string> = new Set(['type', 'budget_tokens', 'display']);

function decodeReasoning(
  thinking: JsonRecord | undefined,
  effort: string | undefined,
  vendor: Block,
): ReasoningOptions | undefined {
  if (!thinking) {
    if (effort === undefined) return undefined;
    // An effort alone leaves thinking to the model; encoding one would ask for it.
    vendor.thinking = null;
    return { effort };
  }
  const { type, budget_tokens: budget, display } = thinking;
  const shown = Object.hasOwn(displays, String(display)) ? displays[String(display)] : undefined;
  const summary = shown && { summary: shown };
  const rest: Block = { ...extrasOf(thinking, thinkingFields) };
  if (typeof display === 'string' && !shown) rest.display = display;
  const reasoning = reasoningOf(type, numberOf(budget), effort, rest);
  // Encoding asks for thoughts to be shown; this request did not.
  if (type !== 'enabled' && type !== 'disabled' && display === undefined) rest.display = null;
  if (Object.keys(rest).length > 0) vendor.thinking = rest;
  return reasoning && { ...reasoning, ...summary };
}

/** With interleaved thinking a budget may exceed the limit; encoding would lower it. */
function keepLargeBudget(reasoning: ReasoningOptions | undefined, maxTokens: number | undefined, vendor: Block): void {
  const { budgetTokens = 0 } = reasoning ?? {};
  if (maxTokens === undefined || budgetTokens < maxTokens) return;
  vendor.thinking = { ...(isRecord(vendor.thinking) && vendor.thinking), type: 'enabled', budget_tokens: budgetTokens };
}

function reasoningOf(
  type: unknown,
  budgetTokens: number | undefined,
  effort: string | undefined,
  rest: Block,
): ReasoningOptions | undefined {
  const level = effort !== undefined && { effort };
  switch (type) {
    case 'disabled':
      return { effort: 'none' };
    case 'between_tools':
      rest.type = type;
      return { effort: 'none' };
    case 'enabled':
      if (budgetTokens === undefined) throw wrong('thinking.enabled.budget_tokens', 'Field required');
      return { ...level, budgetTokens };
    case 'adaptive':
      return { ...level };
    default:
      if (typeof type !== 'string') throw wrong('thinking.type', 'Field required');
      rest.type = type;
      return effort === undefined ? undefined : { effort };
  }
}

function decodeOutput(format: unknown): OutputFormat | undefined {
  if (!isRecord(format) || format.type !== 'json_schema' || !isRecord(format.schema)) return undefined;
  return { type: 'json-schema', schema: format.schema as JsonSchema };
}

/** Whether encoding the unified format gives this one again. */
function isPlain(output: OutputFormat | undefined, format: unknown): boolean {
  return (
    output?.type === 'json-schema' && isRecord(format) && Object.keys(format).length === 2 && !isChanged(output.schema)
  );
}

function optionalRecord(value: unknown, field: string): JsonRecord | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw wrong(field, 'Input should be an object');
  return value;
}
