// Token estimates: for limits and budgets before the vendor has counted. Always labelled as estimates.
import type { ChatRequest } from './model/chat.ts';
import type { AssistantPart, Message, ToolResultPart, UserPart } from './model/messages.ts';
import type { Usage } from './model/usage.ts';

/** Tokens that a message takes beside its text. */
const TOKENS_PER_MESSAGE = 4;
/** A picture of ordinary size; vendors count 85 to 2,600. */
const TOKENS_PER_IMAGE = 800;
/** Documents and sounds whose size is not known from here. */
const TOKENS_PER_FILE = 2_000;

/**
 * About how many tokens a text is: four characters of Latin script, one and a half of other alphabets, one ideograph.
 * Off by up to a third for prose, more for code and rare languages.
 */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let alphabetic = 0;
  let ideographs = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x250) ascii++;
    else if (code >= 0x2e80 && code < 0xd800) ideographs++;
    else alphabetic++;
  }
  return Math.ceil(ascii / 4 + alphabetic / 1.5 + ideographs);
}

/** About how many input tokens a chat request is. */
export function estimateInputTokens({ messages, tools }: Pick<ChatRequest, 'messages' | 'tools'>): number {
  let tokens = 0;
  for (const message of messages) tokens += TOKENS_PER_MESSAGE + contentTokens(message.content);
  for (const tool of tools ?? []) tokens += estimateTokens(JSON.stringify(tool));
  return tokens;
}

function contentTokens(content: Message['content'] | ToolResultPart['content']): number {
  if (typeof content === 'string') return estimateTokens(content);
  let tokens = 0;
  for (const part of content) tokens += partTokens(part);
  return tokens;
}

function partTokens(part: UserPart | AssistantPart | ToolResultPart | { type: 'json'; value: unknown }): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return estimateTokens(part.text);
    case 'tool-call':
      return TOKENS_PER_MESSAGE + estimateTokens(part.name) + estimateTokens(part.arguments);
    case 'tool-result':
      return contentTokens(part.content);
    case 'json':
      return estimateTokens(JSON.stringify(part.value));
    case 'image':
      return TOKENS_PER_IMAGE;
    case 'audio':
    case 'file':
      return TOKENS_PER_FILE;
    default:
      return TOKENS_PER_MESSAGE;
  }
}

/** Usage of a stream that broke before its vendor counted: estimated from what was sent and what had arrived. */
export function estimateUsage(
  request: Partial<Pick<ChatRequest, 'messages' | 'tools'>>,
  outputCharacters: number,
): Usage {
  return {
    state: 'estimated',
    ...(request.messages && {
      inputTokens: estimateInputTokens({ messages: request.messages, ...(request.tools && { tools: request.tools }) }),
    }),
    outputTokens: Math.ceil(outputCharacters / 4),
  };
}
