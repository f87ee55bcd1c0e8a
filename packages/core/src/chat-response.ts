// Builds a ChatResponse with its shortcuts; used by decoders and by the fold, so that both give the same.
import type { ChatChoice, ChatResponse, FinishReason, TokenLogprob } from './model/chat.ts';
import type { AssistantMessage, Citation, ToolCallPart } from './model/messages.ts';
import type { Cost } from './model/result.ts';
import type { Usage } from './model/usage.ts';
import type { Warning } from './warnings.ts';

/** What an answer is made of; the shortcuts are derived. */
export interface ChatAnswer<Meta = undefined> {
  readonly choices: readonly {
    readonly index?: number;
    readonly message: AssistantMessage;
    readonly finishReason: FinishReason;
    readonly rawFinishReason?: string | undefined;
    readonly logprobs?: readonly TokenLogprob[] | undefined;
  }[];
  /** Left out by decoders and by providers of one's own: whoever answers the call adds it. */
  readonly meta?: Meta;
  readonly usage?: Usage | undefined;
  readonly cost?: Cost | undefined;
  readonly warnings?: readonly Warning[];
}

const noMessage: AssistantMessage = { role: 'assistant', content: [] };

/** Derives `text`, `reasoning`, `toolCalls`, … of every choice, and the first one's as the response's own. */
export function chatResponse<Meta = undefined>(
  answer: ChatAnswer<Meta>,
): Omit<ChatResponse, 'meta'> & { readonly meta: Meta } {
  const choices = answer.choices.map((choice, at) => readChoice(choice, choice.index ?? at));
  const first = choices[0] ?? readChoice({ message: noMessage, finishReason: 'other' }, 0);
  const { text, reasoning, toolCalls, message, finishReason, rawFinishReason, citations } = first;
  const { usage, cost, warnings = [], meta } = answer;
  const response: Growing<Omit<ChatResponse, 'meta'>> & { readonly meta: Meta } = {
    text,
    reasoning,
    toolCalls,
    message,
    finishReason,
    citations,
    choices,
    warnings,
    meta: meta as Meta,
  };
  if (rawFinishReason !== undefined) response.rawFinishReason = rawFinishReason;
  if (usage) response.usage = usage;
  if (cost) response.cost = cost;
  return response;
}

type Growing<T> = { -readonly [F in keyof T]: T[F] };

function readChoice(choice: ChatAnswer['choices'][number], index: number): ChatChoice {
  const { message, finishReason, rawFinishReason, logprobs } = choice;
  let text = '';
  let reasoning = '';
  const toolCalls: ToolCallPart[] = [];
  const citations: Citation[] = [];
  if (typeof message.content === 'string') text = message.content;
  else {
    for (const part of message.content) {
      if (part.type === 'text') {
        text += part.text;
        if (part.citations) citations.push(...part.citations);
      } else if (part.type === 'reasoning') reasoning += part.text;
      else if (part.type === 'tool-call') toolCalls.push(part);
    }
  }
  const read: Growing<ChatChoice> = { index, message, text, reasoning, toolCalls, finishReason, citations };
  if (rawFinishReason !== undefined) read.rawFinishReason = rawFinishReason;
  if (logprobs && logprobs.length > 0) read.logprobs = logprobs;
  return read;
}
