// How Converse answers: blocks of content, complete; and as messages of the AWS event stream.
import type { ChatExchange } from '@kit/testing';
import { eventStream, message } from '../event-messages.ts';

export const model = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

/** Cached tokens stand beside the input's. */
const usage = {
  inputTokens: 58,
  outputTokens: 50,
  totalTokens: 1_260,
  cacheReadInputTokens: 1_024,
  cacheWriteInputTokens: 128,
  cacheDetails: [{ ttl: '5m', inputTokens: 128 }],
};
export const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 58, cacheRead: 1_024, cacheWrite: 128 },
  cacheWritesByTtl: { '5m': 128 },
};
const metrics = { latencyMs: 7 };

/** The message behind the end: usage, and nothing of the answer. */
export const lastMessage = message('metadata', { usage, metrics, p: 'abcdef' });

type Block = Readonly<Record<string, unknown>>;

/** A finished answer: the reply, and the messages that build it up. */
export function answer(content: readonly Block[], stopReason: string): Pick<ChatExchange, 'reply' | 'stream'> {
  return {
    reply: { body: { output: { message: { role: 'assistant', content } }, stopReason, usage, metrics } },
    stream: eventStream(
      message('messageStart', { role: 'assistant', p: 'abc' }),
      ...content.flatMap(blockMessages),
      message('messageStop', { stopReason, p: 'a' }),
      lastMessage,
    ),
  };
}

/** Only calls are announced: text and thoughts begin with their first piece. */
function blockMessages(block: Block, contentBlockIndex: number): Uint8Array[] {
  const delta = (piece: object) => message('contentBlockDelta', { contentBlockIndex, delta: piece, p: 'abcd' });
  return [
    ...(block.toolUse
      ? [message('contentBlockStart', { contentBlockIndex, start: { toolUse: withoutInput(block.toolUse as Block) } })]
      : []),
    ...piecesOf(block).map(delta),
    message('contentBlockStop', { contentBlockIndex }),
  ];
}

function piecesOf({ text, toolUse, reasoningContent, citationsContent }: Block): object[] {
  if (typeof text === 'string') return halves(text).map((piece) => ({ text: piece }));
  if (toolUse) return halves(JSON.stringify((toolUse as Block).input)).map((input) => ({ toolUse: { input } }));
  if (citationsContent) {
    const { content, citations } = citationsContent as { content: readonly object[]; citations: readonly object[] };
    return [...content, ...citations.map((citation) => ({ citation }))];
  }
  const { reasoningText, redactedContent } = reasoningContent as {
    reasoningText?: { text: string; signature: string };
    redactedContent?: string;
  };
  if (!reasoningText) return [{ reasoningContent: { redactedContent } }];
  const { text: thought, signature } = reasoningText;
  return [...halves(thought).map((piece) => ({ text: piece })), { signature }].map((piece) => ({
    reasoningContent: piece,
  }));
}

function withoutInput({ input: _, ...call }: Block): Block {
  return call;
}

const halves = (text: string) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
