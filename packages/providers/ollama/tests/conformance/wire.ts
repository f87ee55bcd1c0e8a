// How Ollama answers: one message, complete; and as JSON lines, the last of them with the figures.
import { type ChatExchange, jsonLinesReply } from '@kit/testing';

export const model = 'qwen3:8b';
const known = { model, created_at: '2026-11-01T00:00:00Z' };

/** Times are in nanoseconds. */
const figures = {
  total_duration: 9_000_000_000,
  load_duration: 1_000_000_000,
  prompt_eval_count: 12,
  prompt_eval_duration: 2_000_000_000,
  eval_count: 34,
  eval_duration: 6_000_000_000,
};
export const counted = { state: 'reported', inputTokens: 12, outputTokens: 34 };

export interface Said {
  readonly thinking?: string;
  readonly content?: string;
  readonly tool_calls?: readonly object[];
  readonly logprobs?: readonly { readonly token: string; readonly [field: string]: unknown }[];
}

/** A finished answer: the reply, and the lines that build it up. Calls come whole. */
export function answer(
  { thinking, content = '', tool_calls: calls, logprobs }: Said,
  doneReason: string,
): Pick<ChatExchange, 'reply' | 'stream'> {
  const message = { role: 'assistant', content, ...(thinking && { thinking }), ...(calls && { tool_calls: calls }) };
  const last = { done: true, done_reason: doneReason, ...figures };
  const pieces = logprobs ? logprobs.map(({ token }) => token) : halves(content);
  return {
    reply: { body: { ...known, message, ...last, ...(logprobs && { logprobs }) } },
    stream: jsonLinesReply(
      ...halves(thinking ?? '').map((piece) => line({ content: '', thinking: piece })),
      ...pieces.map((piece, at) => line({ content: piece }, logprobs && { logprobs: [logprobs[at]] })),
      ...(calls ? [line({ content: '', tool_calls: calls })] : []),
      { ...line({ content: '' }), ...last },
    ),
  };
}

const line = (message: object, more: object = {}) => ({
  ...known,
  message: { role: 'assistant', ...message },
  done: false,
  ...more,
});

const halves = (text: string) =>
  [text.slice(0, text.length >> 1), text.slice(text.length >> 1)].filter((piece) => piece !== '');
