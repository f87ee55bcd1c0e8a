// How Anthropic's replies look on the wire: messages, and the events that build them up.
import type { ChatExchange, ExchangeResponse } from '@kit/testing';

export const model = 'claude-haiku-5-5';

export interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Cached and written tokens are beside `input_tokens`, not inside. */
const usage = {
  input_tokens: 58,
  cache_creation_input_tokens: 128,
  cache_read_input_tokens: 1_024,
  cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 28 },
  output_tokens: 50,
  output_tokens_details: { thinking_tokens: 32 },
  service_tier: 'standard',
};
export const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 58, cacheRead: 1_024, cacheWrite: 128 },
  cacheWritesByTtl: { '5m': 100, '1h': 28 },
};

export function message(content: readonly Block[], stopReason: string | null, more: object = {}) {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage,
    ...more,
  };
}

/** A finished answer: the reply, and the events that build it up. */
export function answer(
  content: readonly Block[],
  stopReason: string,
  more: object = {},
): Pick<ChatExchange, 'reply' | 'stream'> {
  return { reply: { body: message(content, stopReason, more) }, stream: streamed(content, stopReason, more) };
}

function streamed(content: readonly Block[], stopReason: string, more: object): ExchangeResponse {
  return events(
    {
      type: 'message_start',
      message: message([], null, { usage: { ...usage, output_tokens: 1, output_tokens_details: undefined } }),
    },
    { type: 'ping' },
    ...content.flatMap((block, index): StreamEvent[] => [
      { type: 'content_block_start', index, content_block: begun(block) },
      ...deltas(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null, ...more },
      // Cumulative, and the input side may be null.
      usage: {
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 32 },
        input_tokens: null,
        cache_read_input_tokens: null,
      },
    },
    { type: 'message_stop' },
  );
}

function begun(block: Block): Block {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool_use':
      return { ...block, input: {} };
    default:
      return block;
  }
}

/** Texts come in two pieces. */
const halves = (text: string) => [text.slice(0, 5), text.slice(5)].filter((piece) => piece !== '');

function deltas(block: Block): object[] {
  switch (block.type) {
    case 'text':
      return [
        ...((block.citations as readonly object[] | undefined) ?? []).map((citation) => ({
          type: 'citations_delta',
          citation,
        })),
        ...halves(block.text as string).map((text) => ({ type: 'text_delta', text })),
      ];
    case 'thinking':
      return [
        ...halves(block.thinking as string).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use': {
      const json = JSON.stringify(block.input);
      return json === '{}'
        ? []
        : ['', ...halves(json)].map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
    }
    default:
      return [];
  }
}

/** `event:` names equal to the types. */
export function events(...list: readonly StreamEvent[]): ExchangeResponse {
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    text: list.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
  };
}
