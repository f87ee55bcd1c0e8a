// Messages as servers imitate them: a message, and the events that build it up.
import { sseReply } from '../conformance/samples.ts';
import type { ExchangeResponse } from '../exchange.ts';

/** Cached tokens are beside `input_tokens`, not inside. */
const usage = { input_tokens: 186, cache_read_input_tokens: 1_024, output_tokens: 50 };
/** What the usage of every answer comes to. */
export const anthropicUsage = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
};

/** What an answer says, block by block. */
export interface AnthropicSaid {
  readonly thinking?: string;
  /** Of the thoughts. */
  readonly signature?: string;
  readonly text?: string;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly input: object }[];
  /** The model that answers. Default `acme/chat-8b`. */
  readonly model?: string;
  /** Fields beside `content`: `{ base_resp: { status_code: 0 } }`. */
  readonly beside?: object;
}

interface Block {
  readonly whole: object;
  readonly begun: object;
  readonly deltas: readonly object[];
}

/** A finished answer: the reply, and the events that build it up. */
export function anthropicAnswer(
  said: AnthropicSaid,
  stopReason: string,
): { readonly reply: ExchangeResponse; readonly stream: ExchangeResponse } {
  const { model = 'acme/chat-8b', beside } = said;
  const blocks = blocksOf(said);
  const message = (content: readonly object[], reason: string | null, more: object) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: reason,
    stop_sequence: null,
    ...more,
  });
  return {
    reply: {
      body: message(
        blocks.map(({ whole }) => whole),
        stopReason,
        { usage, ...beside },
      ),
    },
    stream: sseReply(
      { type: 'message_start', message: message([], null, { usage: { ...usage, output_tokens: 1 } }) },
      { type: 'ping' },
      ...blocks.flatMap(({ begun, deltas }, index) => [
        { type: 'content_block_start', index, content_block: begun },
        ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
        { type: 'content_block_stop', index },
      ]),
      { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 50 } },
      { type: 'message_stop' },
    ),
  };
}

function blocksOf({ thinking, signature, text, calls = [] }: AnthropicSaid): Block[] {
  const blocks: Block[] = [];
  if (thinking !== undefined)
    blocks.push({
      whole: { type: 'thinking', thinking, ...(signature !== undefined && { signature }) },
      begun: { type: 'thinking', thinking: '' },
      deltas: [
        ...halves(thinking).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
        ...(signature === undefined ? [] : [{ type: 'signature_delta', signature }]),
      ],
    });
  if (text !== undefined)
    blocks.push({
      whole: { type: 'text', text },
      begun: { type: 'text', text: '' },
      deltas: halves(text).map((piece) => ({ type: 'text_delta', text: piece })),
    });
  for (const { id, name, input } of calls)
    blocks.push({
      whole: { type: 'tool_use', id, name, input },
      begun: { type: 'tool_use', id, name, input: {} },
      deltas: halves(JSON.stringify(input)).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
    });
  return blocks;
}

const halves = (text: string) =>
  [text.slice(0, text.length >> 1), text.slice(text.length >> 1)].filter((piece) => piece !== '');

/** Without its last word a stream is a broken answer. */
export const anthropicStreamEnding = {
  marker: `data: ${JSON.stringify({ type: 'message_stop' })}\n\n`,
  without: 'cut',
} as const;
