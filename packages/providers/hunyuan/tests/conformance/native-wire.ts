// The cloud's own API: replies in an envelope, events without one.
import { type ExchangeResponse, sseReply } from '@kit/testing';

export interface NativeSaid {
  readonly content?: string;
  readonly thoughts?: string;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
}

const known = { Id: 'chat-1', Created: 1_794_960_000, Note: 'Made by a machine.' };
const usage = (CompletionTokens: number) => ({
  PromptTokens: 1_210,
  CompletionTokens,
  TotalTokens: 1_210 + CompletionTokens,
  PromptTokensDetails: { CachedTokens: 1_024 },
});

/** What the usage of every answer comes to. */
export const nativeUsage = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
};

/** In its envelope. */
export const enveloped = (Response: object): ExchangeResponse => ({
  status: 200,
  body: { Response: { RequestId: 'request-1', ...Response } },
});

/** A finished answer: the reply, and the events that build it up, each with the usage so far. */
export function nativeAnswer({ content = '', thoughts, calls = [] }: NativeSaid, FinishReason: string) {
  const ToolCalls = calls.map(({ id, name, arguments: text }, Index) => ({
    Id: id,
    Type: 'function',
    Index,
    Function: { Name: name, Arguments: text },
  }));
  const Message = {
    Role: 'assistant',
    Content: content,
    ...(thoughts !== undefined && { ReasoningContent: thoughts }),
    ...(calls.length > 0 && { ToolCalls }),
  };
  const event = (Delta: object, reason = '', tokens = 1) => ({
    ...known,
    Choices: [{ Index: 0, Delta: { Role: 'assistant', Content: '', ...Delta }, FinishReason: reason }],
    Usage: usage(tokens),
  });
  const halves = (text: string) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)].filter(Boolean);
  return {
    reply: enveloped({ ...known, Choices: [{ Index: 0, Message, FinishReason }], Usage: usage(50) }),
    stream: sseReply(
      event({}),
      ...halves(thoughts ?? '').map((ReasoningContent) => event({ ReasoningContent })),
      ...halves(content).map((Content) => event({ Content })),
      ...ToolCalls.map((call) => event({ ToolCalls: [call] })),
      event({}, FinishReason, 50),
    ),
  };
}
