// The wish to think, in the server's spelling.
import { type ChatRequest, KitError, type Warning } from '@kit/core';
import type { ChatFeatures } from '../dialect/chat-dialect.ts';
import { type Draft, warn } from '../request/body.ts';
import { effortFor } from '../request/effort.ts';

/** Writes what `request.reasoning` says. @throws KitError `unsupported` where tools and thinking exclude each other. */
export function encodeReasoning(request: ChatRequest, features: ChatFeatures, warnings: Warning[], draft: Draft): void {
  const { reasoning } = request;
  if (features.toolsNeedNoReasoning && draft.tools !== undefined) return withoutReasoning(request, warnings, draft);
  if (!reasoning) return;
  const { reasoningRequest: shape } = features;
  if (shape === false) {
    if (reasoning.effort !== 'none') warn(warnings, 'reasoning', 'The model cannot be told how to think; left out.');
    return;
  }
  if (
    reasoning.summary !== undefined &&
    reasoning.summary !== 'none' &&
    reasoning.summary !== 'auto' &&
    shape !== 'reasoning'
  ) {
    warn(warnings, 'reasoning.summary', 'Chat completions has no summaries of thoughts; left out.');
  }
  const budget = features.reasoningBudget ? reasoning.budgetTokens : undefined;
  const effort = effortFor(reasoning, features.reasoningEfforts, features.reasoningBudget, warnings);
  if (typeof shape === 'function') return void Object.assign(draft, shape(reasoning, effort));
  switch (shape) {
    case 'reasoning_effort':
      if (effort !== undefined) draft.reasoning_effort = effort;
      return;
    case 'reasoning':
      draft.reasoning = {
        // Effort and budget exclude each other there.
        ...(budget !== undefined ? { max_tokens: budget } : effort !== undefined && { effort }),
        ...(reasoning.summary === 'none' && { exclude: true }),
      };
      return;
    case 'thinking':
      if (effort === undefined) return;
      draft.thinking = { type: effort === 'none' ? 'disabled' : 'enabled' };
      if (effort !== 'none') draft.reasoning_effort = effort;
      return;
    case 'enable_thinking':
      if (effort !== undefined || budget !== undefined) draft.enable_thinking = effort !== 'none' && budget !== 0;
      if (budget) draft.thinking_budget = budget;
      return;
    case 'chat_template_kwargs':
      if (effort !== undefined) draft.chat_template_kwargs = { enable_thinking: effort !== 'none' };
  }
}

/** gpt-5.6 refuses functions in chat completions unless the effort is `none`, even when no effort is sent. */
function withoutReasoning({ reasoning, model }: ChatRequest, warnings: Warning[], draft: Draft): void {
  if (reasoning?.effort !== undefined && reasoning.effort !== 'none') {
    throw new KitError(
      'unsupported',
      `${model ?? 'The model'} takes tools over chat completions only with reasoning effort "none". Use the responses wire (api: 'responses') for tools together with reasoning.`,
      { model, field: 'reasoning.effort' },
    );
  }
  draft.reasoning_effort = 'none';
  if (reasoning?.effort === undefined) {
    warn(
      warnings,
      'reasoning.effort',
      'With tools this model must not think over chat completions; effort "none" was sent. The responses wire has no such limit.',
    );
  }
}
