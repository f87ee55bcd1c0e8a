// Chat completions as servers imitate them: a message, and chunks with its pieces.
import { type ExchangeResponse, sseReply } from '@kit/testing';

export const model = 'acme/chat-8b';

/** Cached tokens are inside of the prompt's, thoughts inside of the completion's. */
const usage = {
  prompt_tokens: 1_210,
  completion_tokens: 50,
  total_tokens: 1_260,
  prompt_tokens_details: { cached_tokens: 1_024 },
  completion_tokens_details: { reasoning_tokens: 32 },
};
export const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
  outputDetails: { text: 18, reasoning: 32 },
};

export interface Said {
  readonly content?: string;
  /** Under whatever name the server has for it. */
  readonly thoughts?: Readonly<Record<string, string>>;
  readonly calls?: readonly ToolCall[];
  readonly logprobs?: readonly { readonly token: string; readonly [field: string]: unknown }[];
}

interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export const call = (id: string, zone: string): ToolCall => ({
  id,
  type: 'function',
  function: { name: 'clock', arguments: `{"zone":"${zone}"}` },
});
export const asked = (id: string, zone: string) => ({
  id,
  name: 'clock',
  arguments: `{"zone":"${zone}"}`,
  input: { zone },
});

/** A finished answer: the reply, and the chunks that build it up. */
export function answer(
  said: Said,
  finishReason: string,
): { readonly reply: ExchangeResponse; readonly stream: ExchangeResponse } {
  const { content = null, thoughts, calls, logprobs } = said;
  const message = { role: 'assistant', content, ...thoughts, ...(calls && { tool_calls: calls }) };
  const known = { id: 'chatcmpl-1', created: 1_794_960_000, model };
  const choice = { index: 0, message, logprobs: logprobs ? { content: logprobs } : null, finish_reason: finishReason };
  const chunk = (delta: object, more: object = {}) => ({
    ...known,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
  });
  return {
    reply: { body: { ...known, object: 'chat.completion', choices: [choice], usage } },
    stream: sseReply(
      chunk({ role: 'assistant', content: '' }),
      ...Object.entries(thoughts ?? {}).flatMap(([field, text]) =>
        halves(text).map((piece) => chunk({ [field]: piece })),
      ),
      ...(logprobs
        ? logprobs.map((token) => chunk({ content: token.token }, { logprobs: { content: [token] } }))
        : halves(content ?? '').map((piece) => chunk({ content: piece }))),
      ...(calls ?? []).flatMap((one, index) => callPieces(one, index).map((piece) => chunk({ tool_calls: [piece] }))),
      chunk({}, { finish_reason: finishReason }),
      { ...known, object: 'chat.completion.chunk', choices: [], usage },
      '[DONE]',
    ),
  };
}

function callPieces({ id, type, function: { name, arguments: text } }: ToolCall, index: number): object[] {
  return [
    { index, id, type, function: { name, arguments: '' } },
    ...halves(text).map((piece) => ({ index, function: { arguments: piece } })),
  ];
}

const halves = (text: string) =>
  [text.slice(0, text.length >> 1), text.slice(text.length >> 1)].filter((piece) => piece !== '');

/** Behind the finish reason there may be usage, and a marker; either may get lost. */
export const marker = 'data: [DONE]\n\n';
