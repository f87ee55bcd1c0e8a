// What Qwen's models take. Ids that are not known are treated as the newest.
import type { ChatRequest, JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, request: ChatRequest): ChatRules {
  const name = model.toLowerCase();
  const thinks = wantsThoughts(name, request);
  return {
    ...reasoningRules(name),
    ...(isOld(name) && { jsonSchema: 'prompt', toolChoices: ['auto', 'none', 'named'] }),
    ...(thinks && whileThinking(request)),
    ...(name.includes('omni') && { extra: { modalities: ['text'] } }),
    fields: refusedFields(request),
  };
}

/** A temperature has to be below 2, and there is one answer to a request with functions: anything else is refused. */
function refusedFields({ temperature = 0, n = 1, tools = [] }: ChatRequest): NonNullable<ChatRules['fields']> {
  return { ...(temperature >= 2 && { temperature: false }), ...(n > 1 && tools.length > 0 && { n: false }) };
}

/** A named tool is refused, and so is JSON: the prompt asks for it. */
function whileThinking({ output }: ChatRequest): ChatRules {
  const inPrompt = output?.type === 'json' || output?.type === 'json-schema';
  return {
    toolChoices: ['auto', 'none', 'required'],
    ...(inPrompt && { jsonMode: false, jsonSchema: 'prompt' }),
  };
}

const isOld = (name: string) => /turbo|qwq|qvq|qwen-?(?:1|2|long|vl)/.test(name);

function reasoningRules(name: string): ChatRules {
  if (name.includes('-instruct') || /qwen-?[12]|turbo-2024|coder|-mt-|-vl-(?:max|ocr)/.test(name))
    return { reasoningEfforts: [] };
  // Thinking cannot be switched off: any effort but none is a wish for its length.
  if (alwaysThinks(name))
    return { reasoningEfforts: ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'], reasoningRequest: lengthOf };
  return { reasoningRequest: (options, effort) => ({ ...switchOf(options, effort), ...lengthOf(options, effort) }) };
}

const alwaysThinks = (name: string) => /-thinking|qwq|qvq/.test(name);

function switchOf({ budgetTokens }: ReasoningOptions, effort: string | undefined): JsonObject {
  if (effort === undefined && budgetTokens === undefined) return {};
  return { enable_thinking: effort !== 'none' && budgetTokens !== 0 };
}

/** Tokens to think with; above `high` the model's own limit. */
const budgets: Readonly<Record<string, number>> = { minimal: 1_024, low: 4_096, medium: 8_192, high: 16_384 };

function lengthOf({ budgetTokens }: ReasoningOptions, effort: string | undefined): JsonObject {
  const budget = budgetTokens ?? budgets[effort ?? ''];
  return budget ? { thinking_budget: budget } : {};
}

function wantsThoughts(name: string, { reasoning }: ChatRequest): boolean {
  if (alwaysThinks(name)) return true;
  if (reasoning?.effort === 'none' || reasoning?.budgetTokens === 0) return false;
  return reasoning?.effort !== undefined || reasoning?.budgetTokens !== undefined || isOpenHybrid(name);
}

/** Open models of the third generation think unless they are told not to, and refuse to do so in complete replies. */
const isOpenHybrid = (name: string) => /^qwen3(?:\.\d)?-\d+(?:\.\d+)?b/.test(name) && !/-instruct|-thinking/.test(name);

/** True where the model answers this request by a stream alone. */
export function onlyStreams(request: ChatRequest): boolean {
  const name = request.model?.toLowerCase() ?? '';
  return /qwq|qvq|omni/.test(name) || (isOpenHybrid(name) && wantsThoughts(name, request));
}
