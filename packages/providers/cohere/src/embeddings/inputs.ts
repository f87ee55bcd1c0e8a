// What is to be embedded, in one form.
import type { EmbedRequest, MediaPart, TextPart } from '@kit/core';

export type EmbedInput = string | readonly (TextPart | MediaPart)[];

export function embedInputs({ input }: EmbedRequest): readonly EmbedInput[] {
  return typeof input === 'string' ? [input] : input;
}

export function hasMedia(input: EmbedInput): boolean {
  return typeof input !== 'string' && input.some(({ type }) => type !== 'text');
}

/** The texts of an input, one to a line. */
export function textOf(input: EmbedInput): string {
  if (typeof input === 'string') return input;
  return input.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}
