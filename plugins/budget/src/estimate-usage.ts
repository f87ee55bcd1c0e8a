// What a call will use, as far as can be told before it is made: what is reserved for it.
import { type Call, type ChatRequest, estimateInputTokens, estimateTokens, type Usage } from '@kit/core';

/** Tokens of an answer that has no bound. */
const OUTPUT_TOKENS = 1_000;
const MEDIA_TOKENS = 800;

/** `maxOutput`: of the model, if it is known. */
export function estimateCallUsage({ operation, request }: Call, maxOutput: number = Number.POSITIVE_INFINITY): Usage {
  const asked = (request ?? {}) as Partial<ChatRequest> & Readonly<Record<string, unknown>>;
  const { messages, tools, maxTokens, n = 1, prompt, suffix, input, query, documents, pages } = asked;
  const answers = operation === 'chat' || operation === 'stream' || operation === 'complete';
  const texts = [prompt, suffix, input, query, documents];
  const inputTokens = messages
    ? estimateInputTokens({ messages, ...(tools && { tools }) })
    : texts.reduce<number>((sum, value) => sum + textTokens(value), 0);
  return {
    state: 'estimated',
    inputTokens,
    outputTokens: answers ? Math.min(maxTokens ?? OUTPUT_TOKENS, maxOutput) * n : 0,
    units: {
      requests: 1,
      ...(operation === 'image' && { images: n }),
      ...(operation === 'rerank' && { searches: 1 }),
      ...(operation === 'parse' && { pages: Array.isArray(pages) ? pages.length : 1 }),
      ...(operation.startsWith('speech') && { characters: String(input ?? '').length }),
    },
  };
}

function textTokens(value: unknown): number {
  if (typeof value === 'string') return estimateTokens(value);
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((sum, item) => sum + itemTokens(item), 0);
}

function itemTokens(item: unknown): number {
  if (typeof item === 'string') return estimateTokens(item);
  if (Array.isArray(item)) return item.reduce<number>((sum, part) => sum + partTokens(part), 0);
  // A record that is ranked.
  return Object.values(item ?? {}).reduce<number>((sum, field) => sum + textTokens(field), 0);
}

const partTokens = (part: { readonly text?: string }) =>
  part.text === undefined ? MEDIA_TOKENS : estimateTokens(part.text);
