// What thinks in a simulator: a function from a request to an answer.
import type { ChatRequest, Citation, FinishReason, FunctionTool, JsonValue, Message, Usage } from '@kit/core';
import type { ReceivedRequest } from '../received-request.ts';
import { schemaInstance } from './schema-instance.ts';

/** What a brain says; a string is just text. Everything that is left out follows from the rest. */
export interface BrainAnswer {
  readonly text?: string;
  readonly reasoning?: string;
  /** `input` or its JSON text as `arguments`, which may be broken on purpose. */
  readonly toolCalls?: readonly {
    readonly name: string;
    readonly input?: JsonValue;
    readonly arguments?: string;
    readonly id?: string;
  }[];
  readonly citations?: readonly Citation[];
  readonly finishReason?: FinishReason;
  /** Replaces the count of tokens. */
  readonly usage?: Usage;
}

export interface BrainInfo {
  readonly wire: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini';
  readonly model: string;
  /** Number of chat requests that the simulator had before this one. */
  readonly turn: number;
  /** The HTTP request. */
  readonly received: ReceivedRequest;
}

/** Answers a chat request. A KitError that it throws becomes an error of the wire. */
export type Brain = (request: ChatRequest, info: BrainInfo) => string | BrainAnswer | Promise<string | BrainAnswer>;

/**
 * The brain of a simulator that was given none. Reports results of tools; calls tools that are offered (the required
 * one, those that the user names, or else the first) with arguments that fit their schemas and say the names that the
 * user said; answers a wanted schema
 * with a value that fits it; otherwise repeats what the user said. Thinks where thinking is asked for.
 */
export const defaultBrain: Brain = (request) => {
  const reasoning = wantsReasoning(request) ? { reasoning: 'The user wants an answer, so there should be one.' } : {};
  const said = textOf(request.messages.at(-1));
  const results = toolResults(request.messages);
  const calls = results.length === 0 ? toolsToCall(request, said) : [];
  if (calls.length > 0) {
    return {
      ...reasoning,
      toolCalls: calls.map((tool) => ({
        name: tool.name,
        input: schemaInstance(tool.parameters ?? { type: 'object' }, namesIn(said)),
      })),
    };
  }
  const { output } = request;
  if (output?.type === 'json-schema') return { ...reasoning, text: JSON.stringify(schemaInstance(output.schema)) };
  if (output?.type === 'json') return { ...reasoning, text: JSON.stringify({ answer: said }) };
  if (results.length > 0)
    return { ...reasoning, text: results.map(({ name, content }) => `${name} says: ${content}`).join('\n') };
  return { ...reasoning, text: `You said: ${said}` };
};

function wantsReasoning({ reasoning }: ChatRequest): boolean {
  if (!reasoning || reasoning.effort === 'none') return false;
  return reasoning.effort !== undefined || reasoning.budgetTokens !== undefined || reasoning.summary !== undefined;
}

function toolsToCall(
  { tools = [], toolChoice = 'auto', parallelToolCalls }: ChatRequest,
  said: string,
): readonly FunctionTool[] {
  const functions = tools.filter((tool): tool is FunctionTool => tool.type !== 'hosted');
  if (toolChoice === 'none') return [];
  if (typeof toolChoice === 'object') return functions.filter(({ name }) => name === toolChoice.name);
  const named = functions.filter(({ name }) => said.includes(name));
  const wanted = named.length > 0 ? named : functions.slice(0, 1);
  return parallelToolCalls === false ? wanted.slice(0, 1) : wanted;
}

/** Words with a capital inside of a sentence: places, people. */
function namesIn(text: string): readonly string[] {
  return text.match(/(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}-]+/gu) ?? [];
}

/** Results that stand at the end of the conversation, waiting for an answer. */
function toolResults(messages: readonly Message[]): readonly { readonly name: string; readonly content: string }[] {
  const last = messages.findLastIndex(({ role }) => role !== 'tool');
  return messages.slice(last + 1).flatMap((message) =>
    message.role === 'tool'
      ? message.content.map(({ toolName, toolCallId, content, isError }) => ({
          name: `${toolName ?? nameOfCall(messages, toolCallId) ?? toolCallId}${isError ? ' (failed)' : ''}`,
          content: contentText(content),
        }))
      : [],
  );
}

function nameOfCall(messages: readonly Message[], id: string): string | undefined {
  for (const { role, content } of messages) {
    if (role !== 'assistant' || typeof content === 'string') continue;
    for (const part of content) if (part.type === 'tool-call' && part.id === id) return part.name;
  }
  return undefined;
}

/** The text of a message; media are named by their kind. */
export function textOf(message: Message | undefined): string {
  return message ? contentText(message.content) : '';
}

function contentText(content: string | readonly object[]): string {
  if (typeof content === 'string') return content;
  return content
    .map((part) => {
      const { type, text, value } = part as { type: string; text?: string; value?: unknown };
      if (text !== undefined) return text;
      return type === 'json' ? JSON.stringify(value) : `[${type}]`;
    })
    .join(' ');
}
