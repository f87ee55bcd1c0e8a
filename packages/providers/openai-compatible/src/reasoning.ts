// How servers are asked to think, where it takes more than one of the usual words.
import type { JsonObject, ReasoningOptions } from '@kit/core';

/** vLLM: an effort, a budget, or both. */
export function vllmReasoning({ budgetTokens }: ReasoningOptions, effort: string | undefined): JsonObject {
  return {
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(budgetTokens !== undefined && { thinking_token_budget: budgetTokens }),
  };
}

/** Novita: `separate_reasoning` takes the thoughts out of the text. */
export function novitaReasoning(_: ReasoningOptions, effort: string | undefined): JsonObject {
  return { separate_reasoning: true, ...(effort !== undefined && { enable_thinking: effort !== 'none' }) };
}

/** Friendli: `parse_reasoning` takes the thoughts out of the text. */
export function friendliReasoning({ summary }: ReasoningOptions, effort: string | undefined): JsonObject {
  return {
    parse_reasoning: true,
    include_reasoning: summary !== 'none',
    ...(effort !== undefined && { chat_template_kwargs: { enable_thinking: effort !== 'none' } }),
    ...(effort !== undefined && effort !== 'none' && { reasoning_effort: effort }),
  };
}

/** NVIDIA: templates know one word or the other. */
export function nvidiaReasoning(_: ReasoningOptions, effort: string | undefined): JsonObject {
  if (effort === undefined) return {};
  const on = effort !== 'none';
  return { chat_template_kwargs: { thinking: on, enable_thinking: on } };
}
