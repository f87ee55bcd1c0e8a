// What a loop of tools is asked for: a chat request, the tools, and how far it may go.
import {
  type CallOptions,
  type ChatRequest,
  type ChatResponse,
  type Cost,
  checkOptions,
  checkRequest,
  type Environment,
  type FunctionTool,
  KitError,
  type Message,
  type OptionChecks,
  type Tool,
  type Usage,
} from '@kit/core';
import { checkToolNames, type DefinedTool, isDefinedTool } from '../tool/define-tool.ts';
import { runOptionChecks, type ToolRunOptions } from '../tool/run-settings.ts';
import type { OutcomeOf, ToolOutcome } from '../tool/tool-outcome.ts';

/**
 * A tool of `defineTool()`; a function that somebody else runs (its calls are left open); or a tool that the vendor runs.
 */
export type LoopTool = DefinedTool | Tool;

/** One answer of the model, and how the calls in it came out. */
export interface Turn<Outcome = ToolOutcome> {
  readonly response: ChatResponse;
  /** In the order of the calls. */
  readonly outcomes: readonly Outcome[];
}

export interface Conversation {
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
}

export interface FittedConversation {
  /** The same array if nothing had to be changed. */
  readonly messages: readonly Message[];
  /** Of the calls that were made for it. */
  readonly usage?: Usage | undefined;
  readonly cost?: Cost | undefined;
}

/** Makes a conversation fit its model; see `trimming()` and `compaction()`. `options` are for calls that it makes. */
export type Fit = (
  conversation: Conversation,
  options: CallOptions,
) => FittedConversation | Promise<FittedConversation>;

export interface ToolLoopSettings<T extends readonly LoopTool[] = readonly LoopTool[]> extends ToolRunOptions {
  readonly tools: T;
  /** Answers of the model at most. Default 16. */
  readonly maxTurns?: number;
  /**
   * When the last turn still calls tools: `throw` a `max-turns` error (default), or `answer`: the last turn may call none
   * (`toolChoice: 'none'`).
   */
  readonly atMaxTurns?: 'throw' | 'answer';
  /** Before every turn: trims or compacts the conversation. What it changes stays changed. */
  readonly fit?: Fit;
  /** Before every turn: another request for this turn alone (model, tool choice, …). Nothing: the one that is given. */
  readonly prepareTurn?: (
    state: LoopState<T> & { readonly request: ChatRequest },
  ) => MaybePromise<ChatRequest | undefined>;
  /** After every turn whose calls are answered: true ends the loop there. */
  readonly stopWhen?: (state: LoopState<T>) => MaybePromise<boolean>;
  /** Clock, timers and ids; tests give a virtual one. */
  readonly environment?: Environment;
}

type MaybePromise<T> = T | Promise<T>;

export interface LoopState<T extends readonly LoopTool[] = readonly LoopTool[]> {
  /** The turn that comes (`prepareTurn`) or that was (`stopWhen`), from 1. */
  readonly turn: number;
  readonly turns: readonly Turn<OutcomeOf<T[number]>>[];
  readonly messages: readonly Message[];
}

/**
 * `messages` may end with calls that nobody has answered: they are run first. `toolChoice` `required` or of one tool
 * holds for the first turn; then the model is free to answer.
 */
export type ToolLoopRequest<T extends readonly LoopTool[] = readonly LoopTool[]> = Omit<ChatRequest, 'tools' | 'n'> &
  ToolLoopSettings<T>;

export interface SplitRequest {
  readonly chat: ChatRequest;
  readonly settings: ToolLoopSettings;
  /** As they are offered. */
  readonly offered: readonly Tool[];
  /** Tools whose calls are for this side. */
  readonly callable: readonly (DefinedTool | FunctionTool)[];
}

const settingChecks: OptionChecks = {
  ...runOptionChecks,
  tools: (value) =>
    Array.isArray(value) && value.every((tool) => typeof tool === 'object' && tool !== null)
      ? undefined
      : 'an array of tools',
  maxTurns: (value) => (Number.isInteger(value) && (value as number) > 0 ? undefined : 'a whole number, 1 or more'),
  atMaxTurns: ['throw', 'answer'],
  fit: 'function',
  prepareTurn: 'function',
  stopWhen: 'function',
  environment: 'object',
};

/** @throws KitError `config` for a wrong setting, `invalid-request` for a wrong field of the chat request. */
export function splitRequest(request: ToolLoopRequest, owner: string): SplitRequest {
  checkRequest(owner, request);
  const settings: Record<string, unknown> = {};
  const chat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request)) {
    if (Object.hasOwn(settingChecks, name)) settings[name] = value;
    else chat[name] = value;
  }
  checkOptions(owner, settings, settingChecks, ['tools']);
  if (chat.n !== undefined && chat.n !== 1) {
    throw new KitError('config', `${owner}: \`n\` must be 1: a conversation goes on from one answer.`, { field: 'n' });
  }
  checkRequest('chat', chat as unknown as ChatRequest);
  const tools = settings.tools as readonly LoopTool[];
  checkToolNames(tools, owner);
  return {
    chat: chat as unknown as ChatRequest,
    settings: settings as unknown as ToolLoopSettings,
    offered: tools.map((tool) => (isDefinedTool(tool) ? tool.definition : tool)),
    callable: tools.filter((tool) => isDefinedTool(tool) || tool.type !== 'hosted') as SplitRequest['callable'],
  };
}
