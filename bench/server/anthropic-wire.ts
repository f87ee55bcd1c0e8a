// Anthropic's messages.
import type { Piece } from './answer.ts';
import type { Wire } from './wire.ts';

const MODEL = 'claude-sonnet-5-5';
const inputUsage = { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
const event = (data: { readonly type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

/** Thoughts are block 0 and the text block 1, both open at once; without thoughts the text is block 0. */
export const anthropicWire: Wire = {
  stream(pieces) {
    const thinks = pieces.some((piece) => piece.reasoning !== undefined);
    const uses = pieces.some((piece) => piece.arguments !== undefined);
    const blocks = [...(thinks ? [{ type: 'thinking', thinking: '', signature: '' }] : []), uses ? toolUse : textBlock];
    return [
      event({ type: 'message_start', message: { ...message, content: [], stop_reason: null } } as Data),
      ...blocks.map((block, index) => event({ type: 'content_block_start', index, content_block: block } as Data)),
      event({ type: 'ping' }),
      ...pieces.flatMap((piece) => deltas(piece, blocks.length - 1)),
      ...blocks.map((_, index) => event({ type: 'content_block_stop', index } as Data)),
      event({
        type: 'message_delta',
        delta: { stop_reason: uses ? 'tool_use' : 'end_turn', stop_sequence: null },
        usage: { ...inputUsage, output_tokens: pieces.length },
      } as Data),
      event({ type: 'message_stop' }),
    ];
  },
  complete(text) {
    return JSON.stringify({ ...message, content: [{ type: 'text', text }], stop_reason: 'end_turn' });
  },
};

type Data = { readonly type: string };

const message = {
  model: MODEL,
  id: 'msg_01XrPeMvFw3kqNuT9aZbYcDd',
  type: 'message',
  role: 'assistant',
  content: [] as readonly object[],
  stop_reason: null as string | null,
  stop_sequence: null,
  usage: {
    ...inputUsage,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: 24,
    service_tier: 'standard',
  },
};
const textBlock = { type: 'text', text: '' };
const toolUse = { type: 'tool_use', id: 'toolu_01Q7rT2mXbYc', name: 'write', input: {} };

/** This wire has no event for two blocks at once: text and thought of one moment are two events. */
function deltas(piece: Piece, textIndex: number): readonly string[] {
  const one = (index: number, delta: object) =>
    event({
      type: 'content_block_delta',
      ...(piece.id !== undefined && { event_id: `evt_${piece.id}` }),
      index,
      delta,
      ...(piece.padding !== undefined && { p: piece.padding }),
      ...(piece.tokens !== undefined && { usage: { output_tokens: piece.tokens } }),
      ...(piece.padding !== undefined && { v: 1 }),
    } as Data);
  if (piece.arguments !== undefined)
    return [one(textIndex, { type: 'input_json_delta', partial_json: piece.arguments })];
  return [
    ...(piece.reasoning === undefined ? [] : [one(0, { type: 'thinking_delta', thinking: piece.reasoning })]),
    ...(piece.text === undefined ? [] : [one(textIndex, { type: 'text_delta', text: piece.text })]),
  ];
}
