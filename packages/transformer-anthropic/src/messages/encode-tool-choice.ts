// `tool_choice`, with what the model and its thinking allow.
import type { ChatRequest } from '@kit/core';
import type { Block } from '../wire-names.ts';
import type { MessageScope } from './message-scope.ts';

/** The choice for a request with tools; undefined leaves it to the model. */
export function encodeToolChoice(
  { toolChoice, parallelToolCalls }: Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'>,
  thinking: boolean,
  model: string,
  scope: MessageScope,
): Block | undefined {
  if (toolChoice === 'none') return { type: 'none' };
  const choice = forcedChoice(toolChoice, scope);
  if (choice && mayForce(thinking, model, scope)) return withParallel(choice, parallelToolCalls);
  if (toolChoice === undefined && parallelToolCalls === undefined) return undefined;
  return withParallel({ type: 'auto' }, parallelToolCalls);
}

function forcedChoice(toolChoice: ChatRequest['toolChoice'], scope: MessageScope): Block | undefined {
  if (toolChoice === 'required') return { type: 'any' };
  return typeof toolChoice === 'object' ? { type: 'tool', name: scope.tools.sent(toolChoice.name) } : undefined;
}

/** Whether a tool may be forced; if not, says why. */
export function mayForce(thinking: boolean, model: string, { rules, notes }: MessageScope): boolean {
  if (rules.forcedTool && !thinking) return true;
  const why = rules.forcedTool
    ? 'A tool cannot be forced while the model thinks'
    : `${model} cannot be forced to call a tool`;
  notes.warn('toolChoice', `${why}; it was left to choose by itself.`);
  return false;
}

function withParallel(choice: Block, parallelToolCalls: boolean | undefined): Block {
  return parallelToolCalls === undefined ? choice : { ...choice, disable_parallel_tool_use: !parallelToolCalls };
}
