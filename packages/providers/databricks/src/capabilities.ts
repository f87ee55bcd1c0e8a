// What models behind Databricks take, by the names of the endpoints that it makes itself (`databricks-…`). Endpoints of
// one's own have any name: nothing is held back from them.
import type { ChatRequest, JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, request: ChatRequest): ChatRules {
  const name = model.toLowerCase();
  if (name.includes('claude')) return claudeRules(name, request);
  if (/gpt-oss/.test(name)) return { reasoningEfforts: ['low', 'medium', 'high'] };
  if (/^databricks-.*(llama|qwen|gemma|mixtral|dbrx)/.test(name)) return { reasoningRequest: false };
  return {};
}

/** Newer Claude models decide by themselves how long to think. */
const adaptive = /claude-(?:opus|sonnet|haiku|fable|mythos)-(?:4-[6-9]|[5-9])/;
const smallestBudget = 1024;
const budgets: Readonly<Record<string, number>> = { minimal: 1024, low: 2048, medium: 8192, high: 16_384 };
/** Left for the answer where the request sets no limit. */
const answerTokens = 8192;

function claudeRules(name: string, { reasoning, maxTokens }: ChatRequest): ChatRules {
  if (!reasoning || reasoning.effort === 'none') return { reasoningRequest: false };
  // Thinking models refuse to be told how to sample.
  const fields = { temperature: false, topP: false, topK: false } as const;
  if (adaptive.test(name))
    return { fields, reasoningEfforts: ['high'], reasoningRequest: () => ({ thinking: { type: 'adaptive' } }) };
  const request = ({ budgetTokens }: ReasoningOptions, effort: string | undefined): JsonObject => {
    const asked = Math.max(smallestBudget, budgetTokens ?? budgets[effort ?? 'medium'] ?? 32_768);
    // The limit holds thoughts and answer, and must be the larger one.
    const budget_tokens =
      maxTokens === undefined ? asked : Math.max(smallestBudget, Math.min(asked, maxTokens - smallestBudget));
    return {
      thinking: { type: 'enabled', budget_tokens },
      ...((maxTokens === undefined || maxTokens <= budget_tokens) && { max_tokens: budget_tokens + answerTokens }),
    };
  };
  return { fields, reasoningBudget: true, reasoningRequest: request };
}
