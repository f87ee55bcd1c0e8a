// What is to be embedded, in one form.
import { type EmbedRequest, estimateTokens, type MediaPart, type TextPart } from '@kit/core';

export type EmbedInput = string | readonly (TextPart | MediaPart)[];

export function embedInputs({ input }: EmbedRequest): readonly EmbedInput[] {
  return typeof input === 'string' ? [input] : input;
}

export function hasMedia(inputs: readonly EmbedInput[]): boolean {
  return inputs.some((input) => typeof input !== 'string' && input.some(({ type }) => type !== 'text'));
}

/** The texts of an input, one to a line. */
export function textOf(input: EmbedInput): string {
  if (typeof input === 'string') return input;
  return input.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}

/** 560 pixels are a token, and images may have 16 million: about a photograph of a screen's size. */
const tokensPerMedium = 4000;

/** About how many tokens an input is. */
export function inputTokens(input: EmbedInput): number {
  if (typeof input === 'string') return estimateTokens(input);
  let tokens = 0;
  for (const part of input) tokens += part.type === 'text' ? estimateTokens(part.text) : tokensPerMedium;
  return tokens;
}
