// How Google's replies look on the wire: the same object complete and in pieces.
import type { ChatExchange, ExchangeResponse } from '@kit/testing';

export const model = 'gemini-3.8-flash';

export interface Part {
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** Cached tokens are inside the prompt's; thoughts are beside the candidates'. */
const usage = {
  promptTokenCount: 1_210,
  cachedContentTokenCount: 1_024,
  candidatesTokenCount: 18,
  thoughtsTokenCount: 32,
  totalTokenCount: 1_260,
};
export const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 186, cacheRead: 1_024 },
  outputDetails: { text: 18, reasoning: 32 },
};

const chunk = (candidate: object | undefined, usageMetadata: object = usage) => ({
  ...(candidate && { candidates: [{ index: 0, ...candidate }] }),
  usageMetadata,
  modelVersion: model,
  responseId: 'r-1',
});
const content = (parts: readonly Part[]) => ({ content: { role: 'model', parts } });

/** A finished answer: the reply, and the chunks that build it up; the last one has nothing but the reason of the end. */
export function answer(
  parts: readonly Part[],
  finishReason: string,
  more: object = {},
): Pick<ChatExchange, 'reply' | 'stream'> {
  return {
    reply: { body: chunk({ ...content(parts), finishReason, ...more }) },
    stream: events(
      ...parts.flatMap((part) =>
        pieces(part).map((piece) =>
          chunk(content([piece]), {
            ...usage,
            candidatesTokenCount: 1,
            totalTokenCount: 1_211,
            thoughtsTokenCount: undefined,
          }),
        ),
      ),
      chunk({ ...content([{ text: '' }]), finishReason, ...more }),
    ),
  };
}

/** Texts come in two pieces, the signature with the first; calls and pictures come whole. */
function pieces(part: Part): Part[] {
  const { text, ...others } = part;
  if (text === undefined || text.length < 6) return [part];
  const { thoughtSignature: _, ...rest } = others;
  return [
    { ...others, text: text.slice(0, 5) },
    { ...rest, text: text.slice(5) },
  ];
}

export function events(...chunks: readonly object[]): ExchangeResponse {
  return {
    headers: { 'content-type': 'text/event-stream' },
    text: chunks.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`).join(''),
  };
}
