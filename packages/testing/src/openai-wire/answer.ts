// Chat completions as servers imitate them: a message, and chunks with its pieces.
import { sseReply } from '../conformance/samples.ts';
import type { ExchangeResponse } from '../exchange.ts';

/** Cached tokens are inside of the prompt's, thoughts inside of the completion's. */
const usage = {
  prompt_tokens: 1_210,
  completion_tokens: 50,
  total_tokens: 1_260,
  prompt_tokens_details: { cached_tokens: 1_024 },
  completion_tokens_details: { reasoning_tokens: 32 },
};
/** What the usage of every answer comes to. */
export const openaiUsage = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
  outputDetails: { text: 18, reasoning: 32 },
};

/** What an answer says. */
export interface OpenaiSaid {
  readonly content?: string;
  /** Under whatever name the server has for it. */
  readonly thoughts?: Readonly<Record<string, string>>;
  readonly calls?: readonly ToolCall[];
  readonly logprobs?: readonly { readonly token: string; readonly [field: string]: unknown }[];
  /** More fields of the message and of one delta: `{ annotations: […] }`. */
  readonly more?: object;
  /** The model that answers. Default `acme/chat-8b`. */
  readonly model?: string;
  /** Fields beside `choices`, complete and with the last chunk: `{ citations: […] }`. */
  readonly beside?: object;
}

interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A call of `sampleTool`, as this wire writes it. */
export const openaiCall = (id: string, zone: string): ToolCall => ({
  id,
  type: 'function',
  function: { name: 'clock', arguments: `{"zone":"${zone}"}` },
});
/** The same call in a result. */
export const askedCall = (id: string, zone: string) => ({
  id,
  name: 'clock',
  arguments: `{"zone":"${zone}"}`,
  input: { zone },
});

/** A finished answer: the reply, and the chunks that build it up. */
export function openaiAnswer(
  said: OpenaiSaid,
  finishReason: string,
): { readonly reply: ExchangeResponse; readonly stream: ExchangeResponse } {
  const { content = null, thoughts, calls, logprobs, more, beside, model = 'acme/chat-8b' } = said;
  const message = { role: 'assistant', content, ...thoughts, ...(calls && { tool_calls: calls }), ...more };
  const known = { id: 'chatcmpl-1', created: 1_794_960_000, model };
  const choice = { index: 0, message, logprobs: logprobs ? { content: logprobs } : null, finish_reason: finishReason };
  const chunk = (delta: object, own: object = {}) => ({
    ...known,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...own }],
  });
  return {
    reply: { body: { ...known, object: 'chat.completion', choices: [choice], usage, ...beside } },
    stream: sseReply(
      chunk({ role: 'assistant', content: '' }),
      ...Object.entries(thoughts ?? {}).flatMap(([field, text]) =>
        halves(text).map((piece) => chunk({ [field]: piece })),
      ),
      ...(logprobs
        ? logprobs.map((token) => chunk({ content: token.token }, { logprobs: { content: [token] } }))
        : halves(content ?? '').map((piece) => chunk({ content: piece }))),
      ...(calls ?? []).flatMap((one, index) => callPieces(one, index).map((piece) => chunk({ tool_calls: [piece] }))),
      chunk({ ...more }, { finish_reason: finishReason }),
      { ...known, object: 'chat.completion.chunk', choices: [], usage, ...beside },
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

/** A finish reason is enough for the answer; usage and the marker behind it may get lost. */
export const openaiStreamEnding = { marker: 'data: [DONE]\n\n', without: 'complete' } as const;
