// How many tokens a call will take: what is reserved before its vendor has counted.
import { type Call, type ChatRequest, estimateInputTokens, estimateTokens } from '@kit/core';

export interface TokenEstimate {
  readonly input: number;
  readonly output: number;
}

/** Tokens of an answer that has no bound: what it really takes is known in the end. */
const OUTPUT_TOKENS = 500;
/** A picture or document among texts. */
const MEDIA_TOKENS = 800;

type Texts = string | readonly (string | readonly { readonly type: string; readonly text?: string }[] | object)[];

/** Chats: the input, and `maxTokens` of each answer (500 if it has no bound). Others: the text that is sent. */
export function estimateCall({ request }: Call): TokenEstimate {
  const asked = (request ?? {}) as Partial<ChatRequest> & Readonly<Record<string, unknown>>;
  const { messages, tools, maxTokens, n = 1, prompt, suffix, input, query, documents } = asked;
  const output = (maxTokens ?? OUTPUT_TOKENS) * n;
  if (messages) return { input: estimateInputTokens({ messages, ...(tools && { tools }) }), output };
  const sent = textTokens(prompt) + textTokens(suffix) + textTokens(input) + textTokens(query) + textTokens(documents);
  return { input: sent, output: maxTokens === undefined ? 0 : output };
}

function textTokens(value: unknown): number {
  if (typeof value === 'string') return estimateTokens(value);
  if (!Array.isArray(value)) return 0;
  let tokens = 0;
  for (const item of value as Exclude<Texts, string>) {
    if (typeof item === 'string') tokens += estimateTokens(item);
    else if (Array.isArray(item)) {
      for (const { text } of item) tokens += text === undefined ? MEDIA_TOKENS : estimateTokens(text);
    } else for (const field of Object.values(item)) if (typeof field === 'string') tokens += estimateTokens(field);
  }
  return tokens;
}
